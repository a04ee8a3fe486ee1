"""Notifications and changes that a provider's own people write."""

"""What people of an organisation see of their own services."""

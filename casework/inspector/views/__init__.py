"""The pages of one provider."""

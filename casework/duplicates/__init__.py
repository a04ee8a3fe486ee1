"""What is likely to be written down twice: found, shown in pairs, set aside where the two are two."""

"""How fast the product is: what `manage.py bench` measures, on a register of its own in a database of its own."""

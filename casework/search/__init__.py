"""Finding providers: the list that every inspector begins with, its filters, its order and its export."""

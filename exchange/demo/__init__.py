"""An invented register of any size: believable, and the same for the same seed. No real name, place or number in it."""

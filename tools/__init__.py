"""The runners behind the Makefile. They need nothing but Python 3.11: what they set up is not there before."""

"""The local review site."""

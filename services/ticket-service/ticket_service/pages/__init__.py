"""The desk's pages about tickets."""

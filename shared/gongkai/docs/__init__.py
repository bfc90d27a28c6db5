"""Documents that are made from the code, so that they cannot tell anything else: `make docs`."""

"""Between the protocol of the test collections and the product, and nothing more."""

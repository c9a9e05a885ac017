"""Tests of the documents and of the `binder/` folder: what they say is true."""

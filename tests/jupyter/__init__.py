"""Tests in real shells, real kernels and with the real nbqa."""

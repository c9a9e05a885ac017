"""Notebooks as text: reading `.ipynb` documents, IPython's additions to Python, and writing cells back."""

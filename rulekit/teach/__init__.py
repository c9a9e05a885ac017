"""The teaching engine: chapters as Markdown, notebooks made from them. It never imports IPython."""

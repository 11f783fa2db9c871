"""How figures are shown: plots, rows, words and templates of the report, tables of the console."""

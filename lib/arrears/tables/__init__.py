"""Column contracts of the tables that people see, with Chinese and English headings."""

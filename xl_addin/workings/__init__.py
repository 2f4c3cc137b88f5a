"""What the worksheet functions do: read the cells, take the rules in force, call the library, show the result."""

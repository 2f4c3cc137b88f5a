"""From columns of cells to clean values: which rows are cases, what each cell says, and what does not fit together."""

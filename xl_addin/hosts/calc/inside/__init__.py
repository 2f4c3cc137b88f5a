"""What travels in the extension and runs under LibreOffice's own Python: the standard library and UNO, nothing else."""

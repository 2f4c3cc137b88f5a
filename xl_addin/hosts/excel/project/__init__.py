"""The VBA project of an add-in file, read and written without Excel: [MS-OVBA] inside a compound file, [MS-CFB]."""

"""The add-in for LibreOffice Calc: an ``.oxt`` made from the registry, and the worker process that it forwards to.

`extension` makes the file, `type_library` and `configuration` its parts; what is in it is `inside`: the standard library and
UNO only, because LibreOffice brings a Python of its own. `worker` runs in the project's environment; `program` finds
LibreOffice, `install` puts the file into a user's profile, `doctor` tells what is wrong.
"""

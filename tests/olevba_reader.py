"""oletools' reader of VBA projects, which knows nothing of ours; its own use of old names of other libraries is not our matter."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from oletools import olevba


def decompressed(data):
    return bytes(olevba.decompress_stream(bytearray(data)))


def modules(data, name="vbaProject.bin"):
    """Give each module's code, with line feeds alone, by its name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser = olevba.VBA_Parser(name, data=data)
        found = {
            module.partition(".")[0]: code.replace("\r\n", "\n") for _, _, module, code in parser.extract_all_macros()
        }
        parser.close()
    return found

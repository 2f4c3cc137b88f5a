"""VBA run by LibreOffice: a coarse compiler. Called inside LibreOffice's Python by `tests.calc.Calc.call`."""

from com.sun.star.beans import PropertyValue


def modules_of(host, url):
    """Give the source of every module that LibreOffice finds in a file."""
    hidden = (PropertyValue("Hidden", 0, True, 0),)
    book = host.desktop.loadComponentFromURL(url, "_blank", 0, hidden)
    try:
        libraries = book.BasicLibraries
        return {
            f"{library}.{name}": libraries.getByName(library).getByName(name)
            for library in libraries.ElementNames
            if library != "Standard"
            for name in libraries.getByName(library).ElementNames
        }
    finally:
        book.close(True)


def run(host, modules, module, function, arguments=()):
    """Put modules into an empty workbook, and call one function; an error while compiling any of them raises."""
    allowed = (PropertyValue("Hidden", 0, True, 0), PropertyValue("MacroExecutionMode", 0, 4, 0))
    book = host.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, allowed)
    try:
        libraries = book.BasicLibraries
        libraries.VBACompatibilityMode = True
        name = "Standard"
        if not libraries.hasByName(name):
            libraries.createLibrary(name)
        library = libraries.getByName(name)
        for each, source in modules.items():
            library.insertByName(each, source)
        script = book.ScriptProvider.getScript(
            f"vnd.sun.star.script:{name}.{module}.{function}?language=Basic&location=document"
        )
        return script.invoke(
            tuple(tuple(map(tuple, each)) if isinstance(each, list) else each for each in arguments), (), ()
        )[0]
    finally:
        book.close(True)

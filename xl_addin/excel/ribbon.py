"""stand-in until xl_addin.ribbon is there."""


def ribbon_xml() -> str:
    return (
        '<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui"><ribbon><tabs><tab id="arrears" label="Arrears 催收">'
        '<group id="g" label="x"><button id="b" label="y" onAction="ArrearsMacro" tag="stage_cases" imageMso="MacroPlay"/></group></tab></tabs></ribbon></customUI>'
    )

"""The VBA functions that stand for ours in a cell, made from the registry: one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_addin.registry import FUNCTIONS

if TYPE_CHECKING:
    from xl_addin.registry import Argument, Function

MODULE = "ArrearsFunctions"
"""The name of the VBA module."""
_USER_DEFINED = 14
"""The function wizard's category until the add-in has given them one of their own."""
_HEAD = f'Attribute VB_Name = "{MODULE}"\nOption Explicit\n\n\' Made from what xl_addin/functions declares; change it there.\n'


def wrappers() -> str:
    r"""Write the module: a VBA function for each of ours.

    English descriptions are part of the code, so that the function wizard has them whatever else fails; Chinese ones come from
    the add-in's sheet, because VBA's code knows no more than one code page.

    Examples
    --------
    >>> print(wrappers().split("\n\n")[3])
    Public Function AR_ALLOCATE(payment, dpd, interest, fees, principal, Optional profile)
    Attribute AR_ALLOCATE.VB_Description = "Split of a payment, a row of four in yuan: to interest, to fees, to principal, left over."
    Attribute AR_ALLOCATE.VB_ProcData.VB_Invoke_Func = " \n14"
        AR_ALLOCATE = ArrearsCall("ar_allocate", Array(payment, dpd, interest, fees, principal, profile))
    End Function
    """
    return "\n".join([_HEAD, *map(_wrapper, FUNCTIONS)])


def _wrapper(function: Function) -> str:
    name, arguments = function.name, function.arguments
    said = function.docs.en.replace('"', '""')
    dates = ", True" if function.value == "date" else ""
    lines = [
        f"Public Function {name}({', '.join(map(_declared, arguments))})",
        f'Attribute {name}.VB_Description = "{said}"',
        f'Attribute {name}.VB_ProcData.VB_Invoke_Func = " \\n{_USER_DEFINED}"',
    ]
    if arguments[-1].repeated:
        first, rest = [argument.name for argument in arguments[:-1]], arguments[-1].name
        lines += [
            "    Dim given() As Variant, place As Long",
            f"    ReDim given(0 To {len(first)} + UBound({rest}))",
            *(f"    given({place}) = {each}" for place, each in enumerate(first)),
            f"    For place = 0 To UBound({rest})",
            f"        given({len(first)} + place) = {rest}(place)",
            "    Next place",
        ]
        handed = "given"
    else:
        handed = f"Array({', '.join(argument.name for argument in arguments)})"
    return "\n".join(
        [*lines, f'    {name} = ArrearsCall("{function.call.__name__}", {handed}{dates})', "End Function\n"]
    )


def _declared(argument: Argument) -> str:
    if argument.repeated:
        return f"ParamArray {argument.name}() As Variant"
    return f"Optional {argument.name}" if argument.optional else argument.name

Attribute VB_Name = "ArrearsRibbon"
Option Explicit

' The ribbon's buttons. A button's tag is the macro's name.

Public Sub ArrearsMacro(control As IRibbonControl)
    ArrearsRun control.Tag
End Sub

Public Sub ArrearsRun(ByVal macroName As String)
    If ActiveWorkbook Is Nothing Then
        MsgBox ArrearsText("no workbook"), 48, ArrearsText("title")
        Exit Sub
    End If
    On Error GoTo failed
    RunPython "import xl_addin.excel.ribbon_calls as calls; calls.run('" & macroName & "')"
    Exit Sub
failed:
    MsgBox ArrearsText("not started") & vbNewLine & vbNewLine & Err.Description, 16, ArrearsText("title")
End Sub

Public Sub ArrearsCheck(control As IRibbonControl)
    ' Why cells show #VALUE! everywhere: what Python or its start said last.
    If ArrearsLastProblem() = "" Then
        MsgBox ArrearsText("no problem"), 64, ArrearsText("title")
    Else
        MsgBox ArrearsText("problem") & vbNewLine & vbNewLine & ArrearsLastProblem(), 48, ArrearsText("title")
    End If
End Sub

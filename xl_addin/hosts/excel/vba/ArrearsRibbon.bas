Attribute VB_Name = "ArrearsRibbon"
Option Explicit

' The ribbon's buttons. A button's tag is the macro's name.

Public Sub ArrearsMacro(control As IRibbonControl)
    ArrearsRun control.Tag
End Sub

Public Sub ArrearsRun(ByVal macroName As String)
    If ActiveWorkbook Is Nothing Then
        ArrearsSay ArrearsText("no workbook"), 48
        Exit Sub
    End If
    On Error GoTo failed
    RunPython "import xl_addin.hosts.excel.ribbon_calls as calls; calls.run('" & macroName & "')"
    Exit Sub
failed:
    ArrearsSay ArrearsText("not started") & vbNewLine & vbNewLine & Err.Description, 16
End Sub

Public Sub ArrearsCheck(control As IRibbonControl)
    ' Why cells show #VALUE! everywhere: what Python or its start said last; the next calculation tries again.
    If ArrearsLastProblem() = "" Then
        ArrearsSay ArrearsText("no problem"), 64
    ElseIf ArrearsRests() Then
        ArrearsSay ArrearsText("rests") & vbNewLine & vbNewLine & ArrearsLastProblem(), 48
    Else
        ArrearsSay ArrearsText("problem") & vbNewLine & vbNewLine & ArrearsLastProblem(), 48
    End If
    ArrearsTryAgain
End Sub

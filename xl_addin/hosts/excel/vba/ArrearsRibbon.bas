Attribute VB_Name = "ArrearsRibbon"
Option Explicit

' The ribbon's buttons. A button's tag is the macro's name.

Private looksAt As Date

Public Sub ArrearsMacro(control As IRibbonControl)
    ArrearsRun control.Tag
End Sub

Public Sub ArrearsRun(ByVal macroName As String)
    If ActiveWorkbook Is Nothing Then
        ArrearsSay ArrearsText("no workbook"), 48
        Exit Sub
    End If
    On Error GoTo failed
#If Mac Then
    RunPython "import xl_addin.hosts.excel.ribbon_calls as calls; calls.run('" & macroName & "')"
#Else
    ' In a process of its own: Excel waits a few seconds for it, and then looks after it once a second.
    RunPython "import xl_addin.hosts.excel.ribbon_calls as calls; calls.begin('" & macroName & "')"
    ArrearsLook
#End If
    Exit Sub
failed:
    ArrearsSay ArrearsText("not started") & vbNewLine & vbNewLine & Err.Description, 16
End Sub

Public Sub ArrearsLook()
    ' What the macro has come to. Python writes its results and tells them; until then it has a text for the status bar.
    Dim said As String
    ArrearsStopLooking
    On Error GoTo lost
    said = ArrearsAsked("look()")
    If said = "" Then
        Application.StatusBar = False
    Else
        Application.StatusBar = said
        looksAt = Now + TimeSerial(0, 0, 1)
        Application.OnTime looksAt, "'" & ThisWorkbook.Name & "'!ArrearsLook"
    End If
    Exit Sub
lost:
    Application.StatusBar = False
    ArrearsSay ArrearsText("lost") & vbNewLine & vbNewLine & Err.Description, 16
End Sub

Public Sub ArrearsStopLooking()
    ' A look that is still to come would open this add-in again after it was closed.
    On Error Resume Next
    If looksAt <> 0 Then Application.OnTime looksAt, "'" & ThisWorkbook.Name & "'!ArrearsLook", , False
    looksAt = 0
End Sub

Public Sub ArrearsCancel(control As IRibbonControl)
    If looksAt = 0 Then
        ArrearsSay ArrearsText("nothing runs"), 64
        Exit Sub
    End If
    On Error GoTo lost
    ArrearsAsked "cancel()"
lost:
    ArrearsLook
End Sub

Public Function ArrearsAsked(ByVal question As String) As String
    ArrearsAsked = XLPy.Str(XLPy.Eval("__import__('xl_addin.hosts.excel.ribbon_calls', fromlist=['calls'])." & question))
End Function

Public Sub Auto_Close()
    ArrearsStopLooking
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

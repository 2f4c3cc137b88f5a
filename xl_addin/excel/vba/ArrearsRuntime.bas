Attribute VB_Name = "ArrearsRuntime"
Option Explicit

' What stands between a worksheet and Python. ASCII only: texts for people are in the sheets of this add-in.

Private lastProblem As String

Public Function ArrearsCall(ByVal functionName As String, ByVal arguments As Variant, Optional ByVal asDates As Boolean = False) As Variant
    ' No workbook and no caller are handed over: a function needs neither, and a workbook's own settings must not reach Python.
    ' Brackets hand over values, as xlwings' own wrappers do, and not references to variables.
    On Error GoTo failed
    ArrearsCall = ArrearsValues(XLPy.CallUDF("xl_addin.excel.udfs", (functionName), (arguments), Nothing, Nothing), asDates)
    Exit Function
failed:
    lastProblem = Err.Number & " " & Err.Description
    ArrearsCall = CVErr(2015)
End Function

Public Function ArrearsValues(ByVal found As Variant, ByVal asDates As Boolean) As Variant
    Dim row As Long, column As Long
    Select Case ArrearsDimensions(found)
    Case 0
        ArrearsValues = ArrearsCell(found, asDates)
        Exit Function
    Case 1
        For row = LBound(found) To UBound(found)
            found(row) = ArrearsCell(found(row), asDates)
        Next row
    Case Else
        For row = LBound(found, 1) To UBound(found, 1)
            For column = LBound(found, 2) To UBound(found, 2)
                found(row, column) = ArrearsCell(found(row, column), asDates)
            Next column
        Next row
    End Select
    ArrearsValues = found
End Function

Public Function ArrearsDimensions(ByVal found As Variant) As Long
    Dim bound As Long
    If Not IsArray(found) Then Exit Function
    ArrearsDimensions = 1
    On Error GoTo one
    bound = UBound(found, 2)
    ArrearsDimensions = 2
one:
End Function

Public Function ArrearsCell(ByVal cell As Variant, ByVal asDates As Boolean) As Variant
    ' Error values travel as their text, dates as serial numbers.
    ArrearsCell = cell
    If asDates And (VarType(cell) = 3 Or VarType(cell) = 5) Then ArrearsCell = CDate(cell)
    If VarType(cell) <> 8 Then Exit Function
    Select Case cell
    Case "#VALUE!"
        ArrearsCell = CVErr(2015)
    Case "#NUM!"
        ArrearsCell = CVErr(2036)
    Case "#N/A"
        ArrearsCell = CVErr(2042)
    End Select
End Function

Public Function ArrearsLastProblem() As String
    ArrearsLastProblem = lastProblem
End Function

Public Function ArrearsText(ByVal key As String) As String
    ' A text for people, from the sheet that holds them.
    Dim place As Variant
    place = Application.Match(key, ThisWorkbook.Sheets("_Texts_").Range("A:A"), 0)
    If Not IsError(place) Then ArrearsText = ThisWorkbook.Sheets("_Texts_").Cells(place, 2).Value
End Function

Public Sub Auto_Open()
    ' Excel refuses descriptions while it is still starting.
    On Error Resume Next
    Application.OnTime Now, "'" & ThisWorkbook.Name & "'!ArrearsDescribe"
End Sub

Public Sub ArrearsDescribe()
    ' Give the function wizard what the sheet _IntelliSense_ says, in Chinese and English.
    Dim texts As Worksheet, row As Long, column As Long, described() As String, category As String
    On Error GoTo done
    Application.ScreenUpdating = False
    ' Excel edits no macro of a hidden workbook.
    ThisWorkbook.IsAddin = False
    Set texts = ThisWorkbook.Sheets("_IntelliSense_")
    category = ArrearsText("category")
    For row = 2 To texts.Cells(texts.Rows.Count, 1).End(-4162).row
        ReDim described(1 To 1)
        For column = 5 To texts.Cells(row, texts.Columns.Count).End(-4159).column Step 2
            ReDim Preserve described(1 To (column - 3) \ 2)
            described((column - 3) \ 2) = texts.Cells(row, column).Value
        Next column
        Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & texts.Cells(row, 1).Value, _
            Description:=texts.Cells(row, 2).Value, Category:=category, ArgumentDescriptions:=described
    Next row
done:
    If Err.Number <> 0 Then lastProblem = Err.Number & " " & Err.Description
    On Error Resume Next
    ThisWorkbook.IsAddin = True
    ThisWorkbook.Saved = True
    Application.ScreenUpdating = True
End Sub

Attribute VB_Name = "ArrearsRuntime"
Option Explicit

' What stands between a worksheet and Python. ASCII only: texts for people are in the sheets of this add-in.

#If Mac Then
#ElseIf VBA7 Then
Private Declare PtrSafe Function MessageBoxW Lib "user32" (ByVal window As LongPtr, ByVal words As LongPtr, ByVal title As LongPtr, ByVal look As Long) As Long
Private Declare PtrSafe Function LoadLibraryW Lib "kernel32" (ByVal path As LongPtr) As LongPtr
#Else
Private Declare Function MessageBoxW Lib "user32" (ByVal window As Long, ByVal words As Long, ByVal title As Long, ByVal look As Long) As Long
Private Declare Function LoadLibraryW Lib "kernel32" (ByVal path As Long) As Long
#End If

Private Const RESTS As Long = 60
Private Const TRIES As Long = 3

Private lastProblem As String
Private restsUntil As Date
Private described As Long

Public Function ArrearsCall(ByVal functionName As String, ByVal arguments As Variant, Optional ByVal asDates As Boolean = False) As Variant
    ' No workbook and no caller are handed over: a workbook's own settings must not reach Python. What a function needs of its
    ' workbook, which of the two date systems it counts by, is told by the module that is called.
    ' Brackets hand over values, as xlwings' own wrappers do, and not references to variables.
    Dim python As Object, by1904 As Boolean
    ArrearsCall = CVErr(2015)
    If ArrearsRests() Then Exit Function
    On Error GoTo notStarted
    Set python = XLPy
    On Error GoTo failed
    by1904 = ArrearsBy1904()
    ArrearsTrim arguments
    If by1904 Then
        ArrearsCall = ArrearsValues(python.CallUDF("xl_addin.hosts.excel.udfs_1904", (functionName), (arguments), Nothing, Nothing), False)
    Else
        ArrearsCall = ArrearsValues(python.CallUDF("xl_addin.hosts.excel.udfs", (functionName), (arguments), Nothing, Nothing), asDates)
    End If
    Exit Function
notStarted:
    ' A start that fails takes a minute; ten thousand cells must not wait for it one after the other.
    lastProblem = Err.Number & " " & Err.Description
    restsUntil = Now + RESTS / 86400
    ArrearsCall = CVErr(2015)
    Exit Function
failed:
    lastProblem = Err.Number & " " & Err.Description
    If ArrearsIsLost(Err.Number) Then restsUntil = Now + RESTS / 86400
    ArrearsCall = CVErr(2015)
End Function

Public Function ArrearsRests() As Boolean
    ' A clock that was put back must not make it rest for longer.
    If restsUntil - Now > 2 * RESTS / 86400 Then restsUntil = 0
    ArrearsRests = Now < restsUntil
End Function

Public Sub ArrearsTryAgain()
    restsUntil = 0
End Sub

Public Function ArrearsIsLost(ByVal number As Long) As Boolean
    ' Python ended while it was asked: the call's remote end is gone, has failed, or is not there.
    Select Case number
    Case 462, -2147023174, -2147023170, -2147417848
        ArrearsIsLost = True
    End Select
End Function

Public Function ArrearsBy1904() As Boolean
    Dim book As Object
    On Error GoTo unknown
    Set book = Application.Caller.Worksheet.Parent
    ArrearsBy1904 = book.Date1904
unknown:
End Function

Public Sub ArrearsTrim(ByRef arguments As Variant)
    ' Whole columns and rows, no further than the last cell in use of any of their sheets.
    Dim place As Long, lastRow As Long, lastColumn As Long, area As Object
    For place = LBound(arguments) To UBound(arguments)
        If TypeName(arguments(place)) = "Range" Then
            Set area = arguments(place).Worksheet.UsedRange
            If area.row + area.Rows.Count - 1 > lastRow Then lastRow = area.row + area.Rows.Count - 1
            If area.column + area.Columns.Count - 1 > lastColumn Then lastColumn = area.column + area.Columns.Count - 1
        End If
    Next place
    If lastRow = 0 Then Exit Sub
    For place = LBound(arguments) To UBound(arguments)
        If TypeName(arguments(place)) = "Range" Then
            Set area = arguments(place)
            If area.Rows.Count > 1 And area.row + area.Rows.Count - 1 = area.Worksheet.Rows.Count Then
                Set area = area.Resize(ArrearsAtLeastOne(lastRow - area.row + 1))
            End If
            If area.Columns.Count > 1 And area.column + area.Columns.Count - 1 = area.Worksheet.Columns.Count Then
                Set area = area.Resize(area.Rows.Count, ArrearsAtLeastOne(lastColumn - area.column + 1))
            End If
            Set arguments(place) = area
        End If
    Next place
End Sub

Public Function ArrearsAtLeastOne(ByVal number As Long) As Long
    ArrearsAtLeastOne = number
    If number < 1 Then ArrearsAtLeastOne = 1
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

Public Function ArrearsSay(ByVal words As String, ByVal look As Long) As Long
    ' VBA's own message box knows only the letters of the computer's code page.
    Dim title As String
    title = ArrearsText("title")
#If Mac Then
    ArrearsSay = MsgBox(words, look, title)
#Else
    ArrearsSay = MessageBoxW(Application.Hwnd, StrPtr(words), StrPtr(title), look)
#End If
End Function

Public Function ArrearsLoaded(ByVal path As String) As Boolean
    ' Load a library whose path may hold any letters.
#If Mac Then
    ArrearsLoaded = False
#Else
    ArrearsLoaded = LoadLibraryW(StrPtr(path)) <> 0
#End If
End Function

Public Function ArrearsShort(ByVal path As String) As String
    ' Windows' short name of a program whose path has letters that xlwings' library, which knows the code page only, may lose.
    Dim place As Long
    ArrearsShort = path
#If Mac Then
#Else
    On Error GoTo done
    For place = 1 To Len(path)
        If AscW(Mid$(path, place, 1)) < 0 Or AscW(Mid$(path, place, 1)) > 126 Then
            ArrearsShort = CreateObject("Scripting.FileSystemObject").GetFile(path).ShortPath
            Exit Function
        End If
    Next place
done:
#End If
End Function

Public Sub Auto_Open()
    ' Excel refuses descriptions while it is still starting.
    On Error Resume Next
    described = 0
    Application.OnTime Now, "'" & ThisWorkbook.Name & "'!ArrearsDescribe"
End Sub

Public Sub ArrearsDescribe()
    ' Give the function wizard what the sheet _IntelliSense_ says, in Chinese and English.
    Dim texts As Worksheet, front As Workbook, row As Long, column As Long, said() As String, category As String, refused As Long
    On Error Resume Next
    Set front = ActiveWorkbook
    Application.ScreenUpdating = False
    ' Excel edits no macro of a workbook that is hidden, as an add-in or by its window (error 1004).
    ThisWorkbook.IsAddin = False
    ThisWorkbook.Windows(1).Visible = True
    Set texts = ThisWorkbook.Sheets("_IntelliSense_")
    category = ArrearsText("category")
    For row = 2 To texts.Cells(texts.Rows.Count, 1).End(-4162).row
        ReDim said(1 To 1)
        For column = 5 To texts.Cells(row, texts.Columns.Count).End(-4159).column Step 2
            ReDim Preserve said(1 To (column - 3) \ 2)
            said((column - 3) \ 2) = texts.Cells(row, column).Value
        Next column
        Err.Clear
        Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & texts.Cells(row, 1).Value, _
            Description:=texts.Cells(row, 2).Value, Category:=category, ArgumentDescriptions:=said
        If Err.Number <> 0 Then refused = refused + 1
    Next row
    ThisWorkbook.IsAddin = True
    ThisWorkbook.Saved = True
    If Not front Is Nothing Then front.Activate
    Application.ScreenUpdating = True
    ' While a cell is being edited or a dialog is open Excel refuses too; the functions themselves work all the same.
    described = described + 1
    If refused > 0 And described < TRIES Then Application.OnTime Now + TimeSerial(0, 0, 10), "'" & ThisWorkbook.Name & "'!ArrearsDescribe"
End Sub

"""The kinds of dirt, each of which `generate(..., without={kind})` leaves out.

Leaving a kind out changes the files and not the tables. So an importer whose cleaning step is switched off goes wrong
on the files with that dirt and right on the files without it: that is what a mutation test asks.
"""

DIRT = {
    "units": "亿元 in a title, 万元 in a header, units in cells, bn in English; without it every amount is in 元",
    "full_width": "digits, points and commas as full-width characters",
    "thousands": "amounts as text with thousands separators",
    "numbers_as_text": "amounts as text without separators",
    "approximate": "约12.5亿元, approx. CNY 1.25 bn: the number counts as written",
    "subtotals": "subtotal and total rows among the rows, under them and above them",
    "wrong_total": "one of the totals doesn't agree with its rows (needs subtotals)",
    "hidden_sheets": "hidden and very hidden sheets with old drafts: not imported unless asked for, but reported",
    "two_line_headers": "headers over two lines with merged cells; the unit may stand in the second line alone",
    "low_headers": "title, issuing office and blank lines above the header",
    "header_names": "the same column under another name in each file",
    "merged_body": "one label merged over the rows it holds for",
    "section_rows": "a row that carries channel or sector for the rows under it, instead of a column",
    "sheets_as_category": "one sheet a sector or channel, instead of a column",
    "notes": "notes with numbers, the writer's role and a date under the table",
    "blank_columns": "empty columns inside the table",
    "chinese_dates": "2021年8月23日 and 二〇二一年八月二十三日",
    "serial_dates": "dates as bare serial numbers",
    "text_dates": "2021/8/23, 2021.8.23, 20210823, 23 August 2021 as text",
    "duplicates": "second and third reports of a project under other names",
    "increments": "increases of capital: among the rows by 项目性质, and on a sheet of their own with both totals",
    "unreadable": "待定, 10-12亿元, #REF! and the like: rows for the red list",
    "spellings": "国企, 线下, 智能制造类: other spellings of the labels",
    "encodings": "GB18030 with a character that GBK lacks; a byte order mark before UTF-8",
    "line_breaks": "line breaks inside header cells",
}

"""The look of a bulletin in HTML: for a desk, for a phone, and for A4 in black and white."""

STYLE = """
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0 auto;max-width:52rem;padding:1.5rem 1.2rem 3rem;background:#fff;color:#1f2933;
 font:16px/1.65 "Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",Arial,sans-serif;
 font-variant-numeric:tabular-nums}
:lang(en) body{font-family:Arial,"Liberation Sans","Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif}
h1{font-size:1.7rem;line-height:1.3;margin:0 0 .2rem}
h2{font-size:1.2rem;margin:2rem 0 .5rem;padding-top:.5rem;border-top:2px solid #1f2933}
.sub,.note{color:#52606d}.sub{margin:0 0 .6rem}.note{font-size:.85rem;margin:.3rem 0}
p{margin:.4rem 0}
a{color:#1f5fa8}a.n{color:inherit;text-decoration:none;border-bottom:1px dotted #1f5fa8}
a.n:hover{background:#e8f0fa}
sup{line-height:1;font-size:.68em}sup a{text-decoration:none;margin-left:.1em}
.draft{border:2px solid #8a5a00;border-left-width:8px;padding:.4rem .8rem;font-weight:600;margin:.8rem 0}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.6rem 0;font-size:.92rem;line-height:1.45}
thead{display:table-header-group}
th{text-align:left;vertical-align:bottom;border-bottom:1.5px solid #1f2933;padding:.3rem .6rem .3rem 0;font-weight:600}
td{vertical-align:top;border-bottom:1px solid #d9dee4;padding:.3rem .6rem .3rem 0}
td.n,th.n{text-align:right;white-space:nowrap}th.n{white-space:normal}
tr.all td{font-weight:600;border-top:1.5px solid #1f2933;border-bottom:0}
.ref{font-size:.8em;white-space:nowrap}
.sign{display:flex;gap:3rem;margin:2.5rem 0 0;flex-wrap:wrap}.sign div{flex:1 1 14rem;border-bottom:1px solid #1f2933;
 padding-bottom:.2rem}
#rows td,#refs td{overflow-wrap:anywhere}
#rows td:first-child,#refs td:first-child{white-space:nowrap}
#refs table,#rows table{font-size:.82rem}
tr:target td{background:#fff3c4}
@page{size:A4;margin:20mm 18mm 20mm;@bottom-center{content:counter(page) " / " counter(pages);font:9px sans-serif;
 color:#52606d}}
@page{@top-right{font:9px sans-serif;color:#8a5a00}}
@media print{body{padding:0;max-width:none;font-size:10.5pt}h1{font-size:18pt}h2{font-size:13pt;margin-top:14pt}
 table{font-size:9pt}.wide{overflow:visible}tr,.end,.draft,.part{break-inside:avoid}h2{break-after:avoid}
 .end{break-before:avoid}
 h2+p{break-after:avoid}.fresh{break-before:page}a{color:inherit;text-decoration:none}a.n{border:0}
 .draft{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
@media (max-width:34rem){body{padding:1rem .8rem 2rem}table{font-size:.85rem}th,td{padding-right:.4rem}
 h1{font-size:1.35rem}}
"""

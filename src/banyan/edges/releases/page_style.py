"""The look of a marked release. Verdicts differ in colour, underline and shape; contrast is at least 4.5 : 1."""

STYLE = """
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0 auto;max-width:78rem;padding:1.2rem;background:#fff;color:#1f2933;line-height:1.7;
 font:16px/1.7 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",Arial,Helvetica,sans-serif}
:lang(en) body{font-family:Arial,"Liberation Sans","Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif}
h1{font-size:1.45rem;line-height:1.3;margin:0 0 .6rem;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:0 0 .6rem}
h3{font-size:1.05rem;margin:1.2rem 0 .4rem;line-height:1.4}
a{color:inherit}
.legend{list-style:none;margin:0 0 1.2rem;padding:.7rem 0;border-block:1px solid #cbd2d9;display:grid;gap:.3rem 1.5rem;
 grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));font-size:.88rem}
.legend span{color:#52606d}
main{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:2.5rem}
article{overflow-wrap:anywhere}
article p{margin:0 0 .8rem;max-width:42rem}
article .item{padding-left:1.2rem;position:relative}
article .item::before{content:"–";position:absolute;left:0}
.wide{overflow-x:auto;margin:0 0 .9rem}
table{border-collapse:collapse;font-size:.92rem}
td{border:1px solid #cbd2d9;padding:.25rem .5rem;vertical-align:top}
mark{color:inherit;padding:.05em .12em;border-radius:2px;text-decoration-thickness:2px;text-underline-offset:3px}
mark b{margin-left:.3em}
mark.contradicts{background:#ffd7d2;text-decoration:underline wavy #b42318 1.5px;font-weight:600}
mark.agrees{background:#d8f3dc;text-decoration:underline solid #1b6e3c}
mark.cannot_tell{background:#ffeec2;text-decoration:underline dashed #8a5a00}
mark.unknown{background:#e9edf2;text-decoration:underline dotted #52606d}
.ref{font-size:.72em;vertical-align:super;line-height:1;text-decoration:none;margin-left:.1em;padding:.2em .15em;
 font-weight:600;white-space:nowrap}
.ref::before{content:"\\2060"}
.contradicts.ref,h3.contradicts{color:#b42318}.agrees.ref,h3.agrees{color:#1b6e3c}
.cannot_tell.ref,h3.cannot_tell{color:#8a5a00}.unknown.ref,h3.unknown{color:#52606d}
section ol{margin:0;padding-left:2.2rem}
section li{margin:0 0 .9rem;padding-left:.3rem;overflow-wrap:anywhere}
section li.contradicts::marker{font-weight:700;color:#b42318}
section p{margin:0}
.values{font-weight:600}
.note{color:#1f2933}
.also{font-size:.9rem;color:#52606d}
:target{outline:2px solid #1d4ed8;outline-offset:3px}
span:target{border-left:4px solid #1d4ed8;outline:0}
@media (max-width:56rem){main{display:block}section{border-top:2px solid #1f2933;padding-top:1rem;margin-top:1.5rem}
 body{padding:.9rem}}
@page{size:A4;margin:17mm 15mm}
@media print{body{max-width:none;padding:0;font-size:10.5pt}main{display:block}
 mark,.legend{-webkit-print-color-adjust:exact;print-color-adjust:exact}
section{border-top:1px solid #1f2933;padding-top:1rem;margin-top:1.2rem}
 section li,tr,h3{break-inside:avoid}h2,h3{break-after:avoid}.wide{overflow:visible}}
"""

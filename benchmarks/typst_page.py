"""The reference page by Typst, for ``certificate_batch``: names on standard input as JSON, the median on the output.

Runs in an environment of its own that has the package typst; this one has not.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

PAGE = """#let one = sys.inputs
#set document(title: "認定証　" + one.name, author: "枚方市", date: datetime(year: 2026, month: 11, day: 22))
#set page(width: 210mm, height: 297mm, margin: 32mm,
  background: pdf.artifact(image("border.svg", width: 210mm, height: 297mm)))
#set text(font: "BIZ UDPMincho", lang: "ja", size: 13pt)
#align(center)[#heading(level: 1)[認定証] DX推進リーダー レベル1]
#v(12mm)
#align(center)[#text(size: 32pt)[#one.name] #text(size: 18pt)[殿]]
#v(12mm)
あなたは、枚方市デジタル人材育成計画に定めるDX推進リーダー レベル1に必要なスキルを修得したので、ここに認定します。
#heading(level: 2)[修得したスキル]
- リーダーシップ
- DX基礎
- ICT基礎
- データ利活用 基礎
- デザイン思考 基礎
- 生成AI活用
- 手続きのオンライン化
- 情報セキュリティ 基礎
令和８年１１月２２日
#align(right)[枚方市長]
#image(bytes(one.code), format: "svg", width: 23mm, alt: "検証ページを開く二次元コード")
認定番号　#one.serial
#set text(font: "BIZ UDPGothic", size: 7.5pt)
この認定証が有効であることは、二次元コードまたは次のアドレスから確かめられます。
#link(one.url)
"""


def main() -> None:
    """Draw a page for each holder."""
    given = json.load(sys.stdin)
    holders = given["holders"]
    with TemporaryDirectory() as folder:
        source = Path(folder) / "page.typ"
        source.write_text(PAGE, encoding="utf-8")
        (Path(folder) / "border.svg").write_text(given["border"], encoding="utf-8")
        compiler = typst.Compiler(str(source), font_paths=["/usr/share/fonts"])
        spent, size = [], 0
        for holder in [*holders[-2:], *holders]:
            begun = time.process_time()
            data = compiler.compile(format="pdf", pdf_standards="a-3a", sys_inputs=holder)
            spent.append(time.process_time() - begun)
            size = max(size, len(data))
    print(json.dumps({"cpu_ms": statistics.median(spent[2:-2]) * 1000, "bytes": size}))


if __name__ == "__main__":
    main()

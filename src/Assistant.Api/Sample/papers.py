"""DOCX, PDF and ZIP documents of the sample, written without libraries."""
import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pictures

# A block is (kind, text): "h1", "h2", "p", "li" (numbered), "page" (PDF only: a new page), "img" (DOCX only: alt text).

GENERATOR = [
    ("h1", "Restarting the generator"),
    ("p", "This page is for the duty officer. The station engineer should be called on the radio first, and is in charge as soon as he answers. If he does not answer within ten minutes, go on alone."),
    ("h2", "Before you start"),
    ("p", "Take the head torch and the red folder. Nobody enters the generator hut in slippers. If you smell diesel, do not switch on the light: open both doors and wait fifteen minutes."),
    ("h2", "Steps"),
    ("li", "Read the voltage of the battery bank. Below 44 volts, switch off the freezer of the kitchen, but never the minus eighty freezer."),
    ("li", "Turn the mode switch from AUTO to OFF and wait 30 seconds."),
    ("li", "Open the fuel valve, which is the yellow handle, a quarter turn to the left."),
    ("li", "Press the primer pump twelve times, until it feels hard."),
    ("li", "Turn the mode switch to MANUAL and hold the green button for six seconds."),
    ("li", "When the engine runs evenly, wait three minutes, then close breaker Q2."),
    ("li", "Turn the mode switch back to AUTO and write the time in the log."),
    ("h2", "If it does not start"),
    ("p", "Try three times and no more, with five minutes between tries, or the starter burns out. After the third try run the station on the battery bank alone: with heating off it lasts about 19 hours."),
]

STORM = [
    ("h1", "Storm Hanna: incident report"),
    ("p", "Written by Dr. Maren Okafor on 2 December 2024. The storm crossed Skarholm in the night of 19 to 20 November 2024. Nobody was hurt."),
    ("h2", "Course of the night"),
    ("p", "The red flag went up at 15:10. The strongest gust, 147 km/h, came at 02:25. At 02:40 the sea broke over the jetty, bent the crane and carried its hook away. The crane was beyond repair."),
    ("p", "At 03:05 the roof of the boat shed lost eleven sheets of tin. Tomasz Wilk and Jonas Brandt, roped together, tied down the rest. Power failed at 03:18 and was back at 04:02."),
    ("h2", "Seal pups"),
    ("p", "In the morning Kofi Nwosu found pups on the boat ramp. They were carried back to the cove in laundry baskets, which has since been added to the list of approved uses of laundry baskets."),
    ("img", "Sketch of the jetty after storm Hanna with the bent crane"),
    ("h2", "What we changed"),
    ("p", "The new crane folds down and is laid flat when a yellow flag goes up. The boat shed roof is now held by steel cables anchored in four concrete blocks of 600 kilograms each. A second satellite phone was asked for and refused."),
]

LETTER = [
    ("h1", "A letter from the first evening"),
    ("p", "Skarholm, 14 May 1978"),
    ("p", "Dear Professor Halden,"),
    ("p", "We are ashore. The landing took four attempts and cost us one oar and the second-best kettle. Per is seasick and Ruth is not, which settles who will cook."),
    ("p", "The keeper's cottage has a roof, two windows and a stove that smokes. I have set up the typewriter on a fish crate. From here I can hear the terns, more than I can count tonight, and I intend to count them all before I am old."),
    ("p", "You asked what the station should be called. There is a pair of kestrels in the lighthouse gallery who clearly consider it theirs. I propose that we name it after the landlords."),
    ("p", "Please send lamp oil, a new kettle and forty metres of rope with the next boat. The oranges are finished."),
    ("p", "Yours, with cold hands, Ingrid Solvang"),
]

ANNUAL = [
    ("h1", "Kestrel Point Field Station: Annual Report 2025"),
    ("p", "The year 2025 was mild, windy and good for terns. The station was manned on all 365 days. Guests and staff together spent 2,846 nights on the island, the most since 2011."),
    ("h2", "People"),
    ("p", "Freja Lindqvist completed her first full year as field assistant. Jonas Brandt launched his four hundredth weather balloon on 6 August. Seven students wrote their theses with data from Skarholm."),
    ("h2", "Highlights"),
    ("p", "An orca family visited the north channel in May. The humpback whale known as Comma came back in July with her first calf. Two pairs of kestrels raised nine young between them."),
    ("page", ""),
    ("h1", "Science in numbers"),
    ("h2", "Publications"),
    ("p", "The station's data appeared in 17 papers. The most read was Lin Wei's study of the return of wolffish to the kelp forest, and what it did to the sea urchins."),
    ("h2", "Samples"),
    ("p", "The laboratory took in 612 new samples. Petrel blood samples made up more than half of them. No sample was lost to the freezer alarm of 3 September, because the duty officer moved the marked racks in eleven minutes."),
    ("h2", "Disturbance by visitors"),
    ("p", "There were two written warnings for leaving the marked trail, and none for drones."),
    ("page", ""),
    ("h1", "House and money"),
    ("h2", "Energy"),
    ("p", "The generator burned 11,300 litres of diesel, a fifth less than in a normal year. The new turbine bearings and a windy autumn deserve the credit."),
    ("h2", "Plans for 2026"),
    ("p", "A second battery bank will be installed in May 2026. The quarantine shed gets a new floor. A hide with a wheelchair ramp will be built at Seal Cove, paid for by the Calloway bequest of 84,000 crowns."),
    ("h2", "Thanks"),
    ("p", "We thank the harbour of Port Ellery, the coast guard helicopter crew, and whoever keeps leaving marmalade in the quarantine shed."),
]

TURBINE = [
    ("h1", "Inspection of the wind turbine Old Whistle"),
    ("p", "Inspector: Petra Vail, Northern Rotor Service. Date: 27 June 2025. Type: three blades, rated power 15 kilowatts, hub height 18 metres, built 2009."),
    ("h2", "Findings"),
    ("p", "The front main bearing was worn and made the noise that was reported on 24 June. Both main bearings were replaced. Blade number 2 has a crack of 4 centimetres at the trailing edge; it was filled with resin."),
    ("p", "The brake pads measured 5.5 millimetres. They must be replaced at 4 millimetres or by October 2026, whichever comes first."),
    ("page", ""),
    ("h1", "Release and conditions"),
    ("p", "The turbine may run up to a wind speed of 22 metres per second until blade number 2 has been exchanged. Before the inspection the limit was 25 metres per second."),
    ("h2", "Next inspection"),
    ("p", "The next inspection is due in June 2027. The whistle, from which the turbine has its name, comes from a drain hole in the tower and is harmless."),
]

PETRELS = [
    ("h1", "Tracking storm petrels with tiny loggers"),
    ("p", "Aiko Hayashi and Kofi Nwosu, summer 2024. Twenty-six Leach's storm petrels carried loggers of 0.9 grams, which is less than two percent of a bird's weight. Twenty-two loggers came back."),
    ("h2", "Where they go"),
    ("p", "The birds fed over the edge of the continental shelf, where deep water wells up. The average trip lasted 3.4 days. The longest trip, by bird P-19, covered 1,642 kilometres."),
    ("page", ""),
    ("h1", "Light at night"),
    ("p", "On moonlit nights the birds returned on average 71 minutes later than on dark nights. Two birds were found below the lit library window on 30 August; since then the curtains of the library have been closed at dusk."),
    ("h2", "Loggers"),
    ("p", "The loggers are glued to the tail feathers and fall off at the next moult. No bird was caught more than twice."),
]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(blocks, image=None):
    """A WordprocessingML package with the styles Heading1, Heading2 and one numbered list."""
    body = []
    for kind, text in blocks:
        if kind == "img":
            body.append(
                '<w:p><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
                f'<wp:extent cx="4800000" cy="2700000"/><wp:docPr id="1" name="Picture 1" descr="{escape(text)}"/>'
                '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
                f'<pic:nvPicPr><pic:cNvPr id="1" name="sketch.png" descr="{escape(text)}"/><pic:cNvPicPr/></pic:nvPicPr>'
                '<pic:blipFill><a:blip r:embed="rId3"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
                '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="4800000" cy="2700000"/></a:xfrm>'
                '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
                '</wp:inline></w:drawing></w:r></w:p>')
            continue
        style = {"h1": '<w:pStyle w:val="Heading1"/>', "h2": '<w:pStyle w:val="Heading2"/>',
                 "li": '<w:pStyle w:val="ListNumber"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'}.get(kind, "")
        body.append(f'<w:p><w:pPr>{style}</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>')
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

    def style(name, label, size, level):
        outline = f'<w:outlineLvl w:val="{level}"/>' if level is not None else ""
        return (f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{label}"/><w:pPr>{outline}</w:pPr>'
                f'<w:rPr><w:sz w:val="{size}"/></w:rPr></w:style>')

    files = {
        "[Content_Types].xml": head + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>'
        '<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>',
        "_rels/.rels": head + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": head + f'<w:document xmlns:w="{W}" xmlns:r="{REL}" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<w:body>{"".join(body)}<w:sectPr/></w:body></w:document>',
        "word/styles.xml": head + f'<w:styles xmlns:w="{W}">' + style("Heading1", "heading 1", 32, 0)
        + style("Heading2", "heading 2", 26, 1) + style("ListNumber", "List Number", 22, None) + '</w:styles>',
        "word/numbering.xml": head + f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
        "word/_rels/document.xml.rels": head + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{REL}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="{REL}/numbering" Target="numbering.xml"/>'
        + (f'<Relationship Id="rId3" Type="{REL}/image" Target="media/image1.png"/>' if image else "") + '</Relationships>',
    }
    if image:
        files["word/media/image1.png"] = image
    return archive(files)


def archive(files):
    """A ZIP with a fixed date, so that the same input gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            z.writestr(info, data)
    return out.getvalue()


# Advance widths of Helvetica for the characters 32 to 126, in thousandths (Adobe font metrics).
HELVETICA = [278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278] + [556] * 10 + [
    278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667,
    778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
    556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584]


def wrap(text, size, width):
    line, used = [], 0.0
    for word in text.split():
        w = sum(HELVETICA[ord(c) - 32] for c in word + " ") * size / 1000
        if line and used + w > width:
            yield " ".join(line)
            line, used = [], 0.0
        line.append(word)
        used += w
    yield " ".join(line)


def pdf(blocks, title):
    """An A4 PDF 1.4 with the standard fonts."""
    pages, ops, y = [], [], 770
    for kind, text in blocks + [("page", "")]:
        if kind == "page":
            pages.append("\n".join(ops))
            ops, y = [], 770
            continue
        font, size, gap = {"h1": ("F2", 18, 14), "h2": ("F2", 13, 10)}.get(kind, ("F1", 11, 6))
        y -= gap
        for line in wrap(text, size, 440):
            y -= size * 1.35
            safe = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            ops.append(f"BT /{font} {size} Tf 72 {y:.1f} Td ({safe}) Tj ET")
        y -= gap / 2
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "",
               "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
               "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
               f"<< /Title ({title}) >>"]
    kids = []
    for i, content in enumerate(pages):
        content += f"\nBT /F1 9 Tf 290 40 Td ({i + 1}) Tj ET"
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects) + 2} 0 R "
                       "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>")
        objects.append(f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out.encode("cp1252")))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(out.encode("cp1252"))
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{o:010d} 00000 n \n" for o in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return out.encode("cp1252")


FIELD_NOTES = {
    "note-1.txt": """Field note, 17 August 1998, Ruth Calloway

Rain until four. Walked the whole of Central Moor with the dog of the lighthouse painter. One snowy owl on the big cairn, an adult male, almost white. It had eaten a puffin and looked sorry about it.

The cairn on the summit measures 2.6 metres. The map says 3. Somebody has taken stones for a wall again.
""",
    "note-2.md": """# Field note, 2 September 1998

Counted the puffin burrows on Puffin Brow with Per Aas: 388 in use, 61 empty.

The old well behind the cottage is dry. We covered it with the door of the coal shed and painted a skull on it, for the students. **Do not step on the door.**
""",
    "rain-1998.csv": "month,rain_mm\nJune,61\nJuly,48\nAugust,97\nSeptember,134\nOctober,158\n",
}


def write(documents: Path):
    for name, blocks, image in [("handbook/power-outage.docx", GENERATOR, None), ("letters/first-evening.docx", LETTER, None),
                                ("reports/storm-hanna-2024.docx", STORM, pictures.jetty_sketch())]:
        (documents / name).write_bytes(docx(blocks, image))
    for name, blocks in [("annual-report-2025", ANNUAL), ("turbine-inspection-2025", TURBINE), ("petrel-tracking-2024", PETRELS)]:
        (documents / "reports" / f"{name}.pdf").write_bytes(pdf(blocks, blocks[0][1]))
    (documents / "archive/field-notes-1998.zip").write_bytes(archive({**FIELD_NOTES, "owl-sketch.png": pictures.owl_sketch()}))

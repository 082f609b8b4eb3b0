"""Draws the pictures of the sample collection with Pillow; the two SVG files are written as text."""
import io
import math
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = "/usr/share/fonts/truetype/dejavu/"
INK, SEA, DEEP, LAND, SAND = "#1f2d36", "#cfe3ea", "#3b7690", "#d5dfba", "#efe3c4"
RED, GREEN, YELLOW, PAPER, GREY = "#b8442f", "#4b8a4f", "#e2b13c", "#fbf8f0", "#7d8a90"


class Sheet:
    """A drawing at twice its final size, so that edges are smooth once it is scaled down."""

    def __init__(self, width, height, paper=PAPER):
        self.size = (width, height)
        self.image = Image.new("RGB", (width * 2, height * 2), paper)
        self.draw = ImageDraw.Draw(self.image)

    def points(self, xy):
        return [(x * 2, y * 2) for x, y in xy]

    def line(self, xy, color=INK, width=2.0):
        self.draw.line(self.points(xy), color, round(width * 2), joint="curve")

    def dashes(self, xy, color=RED, width=3.0, step=9):
        for (x1, y1), (x2, y2) in zip(xy, xy[1:]):
            n = max(1, int(math.dist((x1, y1), (x2, y2)) / step))
            for i in range(0, n, 2):
                a, b = i / n, min(1, (i + 1) / n)
                self.line([(x1 + (x2 - x1) * a, y1 + (y2 - y1) * a), (x1 + (x2 - x1) * b, y1 + (y2 - y1) * b)], color, width)

    def polygon(self, xy, fill, outline=INK, width=2.0):
        self.draw.polygon(self.points(xy), fill)
        if outline:
            self.line(list(xy) + [xy[0]], outline, width)

    def box(self, x, y, w, h, fill=None, outline=INK, width=2, radius=0):
        self.draw.rounded_rectangle((x * 2, y * 2, (x + w) * 2, (y + h) * 2), radius * 2, fill, outline, width * 2)

    def circle(self, x, y, r, fill=None, outline=INK, width=2):
        self.draw.ellipse(((x - r) * 2, (y - r) * 2, (x + r) * 2, (y + r) * 2), fill, outline, width * 2)

    def text(self, x, y, words, size=20, color=INK, anchor="lm", face="DejaVuSans"):
        self.draw.text((x * 2, y * 2), words, color, ImageFont.truetype(f"{FONTS}{face}.ttf", size * 2), anchor)

    def title(self, words, note=None):
        self.text(32, 40, words, 26, face="DejaVuSerif-Bold")
        if note:
            self.text(32, 70, note, 16, GREY)

    def arrow(self, x1, y1, x2, y2, color=INK, width=3.0):
        self.line([(x1, y1), (x2, y2)], color, width)
        a = math.atan2(y2 - y1, x2 - x1)
        self.polygon([(x2, y2), (x2 - 13 * math.cos(a - 0.45), y2 - 13 * math.sin(a - 0.45)),
                      (x2 - 13 * math.cos(a + 0.45), y2 - 13 * math.sin(a + 0.45))], color, None)

    def finish(self):
        return self.image.resize(self.size, Image.LANCZOS)


def blob(cx, cy, rx, ry, bumps, seed):
    """A closed wobbly outline."""
    rnd = random.Random(seed)
    phases = [(k, rnd.uniform(0, 6.28), rnd.uniform(0.02, bumps / k)) for k in range(2, 7)]
    out = []
    for i in range(140):
        a = i / 140 * 2 * math.pi
        r = 1 + sum(m * math.sin(k * a + p) for k, p, m in phases)
        out.append((cx + rx * r * math.cos(a), cy + ry * r * math.sin(a)))
    return out


def island_map():
    s = Sheet(900, 640, SEA)
    s.polygon([(x * 1.06 - 26, y * 1.06 - 18) for x, y in blob(430, 340, 310, 190, 0.16, 5)], "#bcd8e2", None)
    s.polygon(blob(430, 340, 310, 190, 0.16, 5), LAND)
    s.polygon(blob(420, 345, 130, 70, 0.1, 9), "#bccb98", None)
    s.box(0, 0, 900, 84, PAPER, None)
    s.title("Skarholm", "6.4 square kilometres. Distances along the trails.")
    station, light, cairn, cove, stair, flats = (535, 225), (665, 410), (420, 335), (300, 455), (215, 315), (420, 200)
    s.dashes([station, (640, 300), light])
    s.dashes([station, (480, 270), cairn])
    s.dashes([cairn, (330, 390), cove], "#7a4d9a")
    s.dashes([cairn, (290, 300), stair], "#7a4d9a")
    s.dashes([station, flats], GREEN)
    for (x, y), name, dx, anchor in [(station, "Kestrel Point", 14, "lm"), (light, "Lighthouse", -14, "rm"),
                                     (cairn, "Big Cairn 118 m", 14, "lm"), (cove, "Seal Cove", 0, "mt"),
                                     (stair, "Broken Stair", 0, "mt"), (flats, "Tern Flats", -12, "rm")]:
        s.circle(x, y, 7, RED if name.startswith("Kestrel") else INK, PAPER)
        s.text(x + dx, y + (14 if dx == 0 else 0), name, 19, anchor=anchor, face="DejaVuSans-Bold")
    s.text(728, 320, "Cliff path", 19)
    s.text(728, 346, "2.1 km", 19)
    s.text(300, 600, "Moor tracks are purple, the way to the terns is green.", 16, DEEP)
    s.text(690, 160, "Boat harbour", 17, DEEP)
    s.line([(840, 600), (840, 540)], INK, 3)
    s.arrow(840, 600, 840, 540)
    s.text(840, 526, "N", 20, anchor="mm", face="DejaVuSans-Bold")
    return s.finish()


def storm_signals():
    s = Sheet(860, 420)
    s.title("Storm flags", "Wind speed is the ten-minute mean at the mast.")
    rows = [("GREEN", GREEN, "below 50 km/h", "all trails open"), ("YELLOW", YELLOW, "50 to 89 km/h", "cliff path closed"),
            ("RED", RED, "90 km/h and more", "stay indoors")]
    for i, (name, color, wind, rule) in enumerate(rows):
        y = 120 + i * 96
        s.line([(60, y - 14), (60, y + 74)], INK, 4)
        s.polygon([(62, y - 10), (150, y), (135, y + 22), (150, y + 44), (62, y + 44)], color)
        s.text(185, y + 16, name, 24, face="DejaVuSans-Bold")
        s.text(330, y + 16, wind, 24)
        s.text(590, y + 16, rule, 22, GREY)
    return s.finish()


def floor_plan():
    s = Sheet(900, 560)
    s.title("Main building, ground floor", "Areas in square metres. Arrows are exits.")
    rooms = [(40, 100, 200, 170, "Mess", "38 m2"), (240, 100, 150, 170, "Kitchen", "22 m2"), (390, 100, 190, 170, "Library", "27 m2"),
             (580, 100, 280, 170, "Marine laboratory", "41 m2"), (40, 340, 160, 160, "Boot room", "18 m2"),
             (200, 340, 190, 160, "Radio room", "16 m2"), (390, 340, 235, 160, "Bunk room West", "24 m2"), (625, 340, 235, 160, "Bunk room East", "24 m2")]
    s.box(40, 270, 820, 70, "#eef0ea", INK, 3)
    for x, y, w, h, name, area in rooms:
        s.box(x, y, w, h, "#ffffff", INK, 3)
        s.text(x + w / 2, y + h / 2 - 14, name, 21, anchor="mm", face="DejaVuSans-Bold")
        s.text(x + w / 2, y + h / 2 + 16, area, 20, GREY, "mm")
    s.text(450, 305, "Corridor", 20, GREY, "mm")
    s.arrow(70, 490, 70, 545, GREEN, 5)
    s.text(90, 530, "Front door", 18, GREEN)
    s.arrow(830, 305, 885, 305, GREEN, 5)
    s.text(815, 305, "Back door", 18, GREEN, "rm")
    return s.finish()


def water_system():
    s = Sheet(940, 460)
    s.title("From roof to tap")
    s.polygon([(40, 190), (130, 120), (220, 190)], "#c98d78")
    s.text(130, 215, "Roofs", 20, anchor="mm")
    for i, (name, litres) in enumerate([("Tank A", "12,000 litres"), ("Tank B", "12,000 litres"), ("Tank C", "9,500 litres")]):
        y = 100 + i * 116
        s.box(330, y, 210, 44, "#a9cbd9", INK, 3, 10)
        s.text(435, y + 66, f"{name}: {litres}", 20, anchor="mm", face="DejaVuSans-Bold")
        s.arrow(225, 180, 322, y + 24, DEEP)
    for x, name, note in [(610, "Sand filter", "40 kg sand"), (770, "UV lamp", "55 watts")]:
        s.box(x, 200, 132, 100, "#ffffff", INK, 3, 12)
        s.text(x + 66, 236, name, 19, anchor="mm", face="DejaVuSans-Bold")
        s.text(x + 66, 266, note, 18, anchor="mm")
    s.arrow(545, 250, 605, 250, DEEP)
    s.arrow(744, 250, 766, 250, DEEP)
    s.arrow(836, 304, 836, 380, DEEP)
    s.text(836, 402, "Kitchen tap", 20, anchor="mm")
    s.text(40, 430, "Pump: 35 litres a minute", 20)
    return s.finish()


def tern_counts():
    values = [(2019, 1184), (2020, 1240), (2021, 1097), (2022, 1156), (2023, 688), (2024, 1021), (2025, 1312)]
    s = Sheet(900, 540)
    s.title("Arctic tern nests on Tern Flats", "Second week of June, all plots")
    for level in (0, 500, 1000):
        y = 480 - level * 0.27
        s.line([(90, y), (870, y)], "#d9d5c8", 1)
        s.text(80, y, str(level), 16, GREY, "rm")
    for i, (year, n) in enumerate(values):
        x, top = 110 + i * 110, 480 - n * 0.27
        s.box(x, top, 72, 480 - top, RED if n < 700 else DEEP, None, 0)
        s.text(x + 36, top - 18, str(n), 22, anchor="mm", face="DejaVuSans-Bold")
        s.text(x + 36, 506, str(year), 20, anchor="mm")
    return s.finish()


def seal_pups():
    values = [(2019, 204), (2020, 221), (2021, 236), (2022, 258), (2023, 271), (2024, 193), (2025, 249)]
    s = Sheet(900, 540)
    s.title("Grey seal pups born in Seal Cove", "Season from September to December")
    at = [(110 + i * 112, 440 - (n - 150) * 2.4) for i, (_, n) in enumerate(values)]
    s.line([(70, 440), (860, 440)], "#d9d5c8", 2)
    s.line(at, DEEP, 4)
    for (x, y), (year, n) in zip(at, values):
        s.circle(x, y, 8, PAPER, DEEP, 4)
        s.text(x, 466, str(year), 20, anchor="mm")
        s.text(x, 502, str(n), 22, anchor="mm", face="DejaVuSans-Bold")
    s.text(30, 502, "Pups", 18, GREY)
    return s.finish()


def tide_zones():
    s = Sheet(920, 520)
    s.title("Zones of the shore at Broken Stair", "Heights above low water of spring tides")
    zones = [(100, "#e9e2d0", "Splash zone", "above 4.2 m", "lichen, periwinkles"), (195, "#d8d3bd", "Barnacle zone", "2.6 to 4.2 m", "barnacles, limpets"),
             (290, "#dfe0bd", "Wrack zone", "0.9 to 2.6 m", "wrack, anemones, whelks"), (385, "#cfe0e0", "Kelp zone", "below 0.9 m", "kelp, sea urchins")]
    for y, color, name, height, life in zones:
        s.polygon([(30, y), (890, y), (890, y + 90), (30, y + 90)], color, None)
        s.text(60, y + 45, name, 23, face="DejaVuSans-Bold")
        s.text(330, y + 45, height, 22)
        s.text(550, y + 45, life, 20)
    return s.finish()


def lighthouse():
    s = Sheet(760, 700, "#dbe7ee")
    s.polygon([(0, 600), (760, 570), (760, 700), (0, 700)], "#9fb08a", None)
    s.polygon([(255, 600), (290, 220), (390, 220), (425, 600)], "#fbfbf7", INK, 3)
    for top in (300, 450):
        a, b = (top - 220) / 380 * 35, (top + 70 - 220) / 380 * 35
        s.polygon([(290 - a, top), (390 + a, top), (390 + b, top + 70), (290 - b, top + 70)], RED, None)
    s.box(275, 205, 130, 18, "#42525a", None, 0)
    s.box(300, 135, 80, 70, "#fff3b8", INK, 3)
    s.polygon([(290, 135), (340, 95), (390, 135)], RED, INK, 3)
    s.box(440, 530, 120, 70, "#cdbfa5", INK, 3)
    s.title("Skarholm lighthouse, built 1889")
    for x, y, tx, ty, words in [(380, 165, 470, 150, "Lantern room"), (405, 214, 470, 214, "Gallery: kestrel nest"), (405, 380, 470, 350, "Tower: 34 metres"),
                                (412, 480, 470, 430, "Stair: 112 steps"), (560, 560, 590, 560, "Oil store")]:
        s.line([(x, y), (tx - 6, ty)], GREY, 2)
        s.text(tx, ty, words, 21, face="DejaVuSans-Bold")
    return s.finish()


def kitchen_note():
    s = Sheet(720, 540, "#f3ead2")
    for y in range(130, 520, 56):
        s.line([(30, y + 18), (690, y + 18)], "#c9d3da", 1)
    s.line([(84, 20), (84, 520)], "#d9a6a0", 2)
    lines = ["Kitchen - please read!", "Kettle descaled on 3 March.", "Left back ring is broken, do not use.", "Yeast is in the blue tin.",
             "Soup ladle lives in drawer 4.", "Who took the cinnamon?", "Freja"]
    for i, words in enumerate(lines):
        s.text(104, 80 + i * 56 + (10 if i else 0), words, 28, "#26355e", face="DejaVuSerif-Bold" if i == 0 else "DejaVuSerif-Italic")
    s.circle(360, 22, 11, RED, "#7d2a1d")
    image = s.finish()
    rnd = random.Random(3)
    spots = ImageDraw.Draw(image)
    for _ in range(500):
        x, y, t = rnd.randrange(720), rnd.randrange(540), rnd.randrange(-26, 6)
        r, g, b = image.getpixel((x, y))
        spots.point((x, y), (max(0, r + t), max(0, g + t), max(0, b + t)))
    return image.rotate(1.4, Image.BICUBIC, fillcolor="#c8bda4").filter(ImageFilter.GaussianBlur(0.5))


def boat_timetable():
    s = Sheet(680, 500)
    s.title("Puffin Runner, spring 2026", "All days are Thursdays")
    s.text(40, 120, "Date", 20, GREY)
    s.text(250, 120, "From Port Ellery", 20, GREY)
    s.text(480, 120, "From Skarholm", 20, GREY)
    for i, (day, out, back) in enumerate([("5 March", "07:30", "13:15"), ("19 March", "07:30", "13:15"), ("2 April", "07:30", "13:15"),
                                         ("16 April", "06:45", "12:30"), ("30 April", "07:30", "13:15")]):
        y = 168 + i * 58
        s.text(40, y, day, 26, face="DejaVuSans-Bold")
        s.text(250, y, out, 26)
        s.text(480, y, back, 26)
    s.text(40, 468, "16 April leaves early because of the tide.", 19, RED)
    return s.finish()


def trail_sign():
    s = Sheet(720, 600, "#cfdde0")
    s.polygon([(0, 470), (720, 440), (720, 600), (0, 600)], "#a4b183", None)
    s.box(340, 60, 36, 480, "#7b5a3a", "#4d3622", 3)
    for i, (name, km, left) in enumerate([("Tern Flats", "0.6 km", False), ("Seal Cove", "3.3 km", True), ("Big Cairn", "1.9 km", False),
                                         ("Lighthouse", "2.1 km", False), ("Broken Stair", "4.2 km", True)]):
        y = 80 + i * 76
        xs = [(110, y + 28), (140, y), (500, y), (500, y + 56), (140, y + 56)] if left else [(220, y), (590, y), (620, y + 28), (590, y + 56), (220, y + 56)]
        s.polygon(xs, "#e9d8b4", "#5b4026", 3)
        s.text(160 if left else 240, y + 28, f"{name}  {km}", 27, "#33220f", face="DejaVuSans-Bold")
    return s.finish()


def barometer():
    s = Sheet(560, 580, "#6d4b33")
    s.circle(280, 270, 230, "#b98d3e", "#5e451c", 4)
    s.circle(280, 270, 205, "#fbf6e6", "#5e451c", 3)
    for value in range(950, 1051, 10):
        a = math.radians(225 - (value - 950) * 2.7)
        x, y = math.cos(a), -math.sin(a)
        s.line([(280 + x * 196, 270 + y * 196), (280 + x * 180, 270 + y * 180)], INK, 3)
        if value % 20 == 10:
            s.text(280 + x * 156, 270 + y * 156, str(value), 19, anchor="mm")
    a = math.radians(225 - (972 - 950) * 2.7)
    s.line([(280, 270), (280 + math.cos(a) * 125, 270 - math.sin(a) * 125)], RED, 5)
    s.circle(280, 270, 11, "#5e451c")
    s.text(280, 390, "J. Thorne, 1904", 19, GREY, "mm")
    s.box(40, 516, 480, 48, "#f5e8c8", None, 0, 6)
    s.text(280, 540, "Lowest: 972 hPa in storm Hanna", 22, anchor="mm")
    return s.finish()


def plaque():
    s = Sheet(760, 460, "#8d9499")
    s.box(50, 50, 660, 360, "#c7a455", "#6e551d", 6, 18)
    s.box(68, 68, 624, 324, None, "#6e551d", 2, 12)
    for i, (words, size) in enumerate([("KESTREL POINT", 44), ("FOUNDED 14 MAY 1978", 30), ("I. SOLVANG   P. AAS   R. CALLOWAY", 26),
                                       ("REBUILT AFTER THE FIRE", 27), ("OF 9 OCTOBER 1987", 27)]):
        s.text(380, 124 + i * 58, words, size, "#33270c", "mm", "DejaVuSerif-Bold")
    for x, y in ((88, 88), (672, 88), (88, 372), (672, 372)):
        s.circle(x, y, 8, "#e4cd8c", "#6e551d")
    return s.finish()


def energy_mix():
    s = Sheet(760, 480)
    s.title("Energy used in 2025")
    start = -90.0
    for name, part, color, y in [("Wind", 58, DEEP, 190), ("Diesel", 25, "#8a6d5a", 260), ("Sun", 17, YELLOW, 330)]:
        end = start + part * 3.6
        s.draw.pieslice((80, 200, 680, 800), start, end, color, PAPER, 6)
        s.box(440, y - 14, 28, 28, color, None, 0, 4)
        s.text(484, y, f"{name} {part} %", 28, face="DejaVuSans-Bold")
        start = end
    s.text(440, 400, "Total: 78 MWh", 24, GREY)
    return s.finish()


def generator_panel():
    s = Sheet(880, 520, "#59656b")
    s.box(30, 30, 820, 460, "#c9d0d2", "#2b3338", 4, 16)
    s.text(440, 74, "GENERATOR G1   24 kW", 30, anchor="mm", face="DejaVuSans-Bold")
    s.circle(190, 240, 70, "#2f383d")
    s.line([(190, 240), (190, 182)], PAPER, 8)
    for x, y, words in [(80, 172, "OFF"), (190, 144, "AUTO"), (312, 172, "MANUAL")]:
        s.text(x, y, words, 22, anchor="mm", face="DejaVuSans-Bold")
    s.circle(440, 235, 40, GREEN, "#23472a", 4)
    s.text(440, 310, "START", 22, anchor="mm", face="DejaVuSans-Bold")
    for i, (words, color) in enumerate([("OIL", "#7a4a3e"), ("TEMP", "#7a4a3e"), ("CHARGE", "#5fb160")]):
        s.circle(590 + i * 95, 210, 18, color)
        s.text(590 + i * 95, 252, words, 18, anchor="mm")
    s.box(80, 370, 330, 80, "#1d2327", "#000000", 2, 8)
    s.text(245, 410, "08412 hours", 30, "#e9f2c6", "mm", "DejaVuSansMono-Bold")
    s.text(450, 396, "Next oil change at 08600 hours", 20)
    s.text(450, 428, "Breakers: Q1 heating, Q2 station", 20)
    return s.finish()


def buoy():
    s = Sheet(700, 720, "#e4f0f4")
    s.polygon([(0, 170), (700, 170), (700, 640), (0, 640)], "#b4d2de", None)
    s.polygon([(0, 640), (700, 650), (700, 720), (0, 720)], "#a38f6b", None)
    s.title("Buoy K2 and its sensors")
    s.polygon([(205, 190), (245, 120), (275, 120), (315, 190), (290, 225), (230, 225)], YELLOW, INK, 3)
    s.line([(260, 120), (260, 88)], INK, 4)
    s.line([(260, 225), (260, 640)], INK, 3)
    for y, name, depth in [(250, "T1", "1 metre"), (330, "T2", "6 metres"), (440, "T3", "18 metres"), (580, "T4", "42 metres")]:
        s.circle(260, y, 12, RED)
        s.line([(276, y), (330, y)], GREY, 2)
        s.text(340, y, f"{name}: {depth}", 25, face="DejaVuSans-Bold")
    s.box(215, 640, 90, 36, "#6b6f72", INK, 3)
    s.text(330, 672, "Anchor 900 kg", 22, "#2c2414")
    return s.finish()


def petrel_track():
    s = Sheet(880, 560, SEA)
    s.polygon(blob(660, 150, 60, 36, 0.15, 2), LAND)
    s.line([(40, 300), (170, 330), (300, 410), (420, 500), (470, 560)], "#7fa9b8", 10)
    s.box(0, 0, 880, 84, PAPER, None)
    s.title("One trip of storm petrel P-07", "July 2024, four nights")
    s.line([(650, 165), (540, 250), (400, 300), (255, 375)], RED, 3)
    s.line([(255, 375), (380, 420), (560, 350), (655, 170)], "#7a4d9a", 3)
    s.circle(255, 375, 16, YELLOW)
    s.text(680, 210, "Nest on Skarholm", 20, face="DejaVuSans-Bold")
    s.text(310, 230, "Out: 412 km", 22, RED)
    s.text(520, 420, "Back: 538 km", 22, "#7a4d9a")
    s.text(60, 420, "Feeding: 2 nights", 22, face="DejaVuSans-Bold")
    s.text(500, 530, "Edge of the shelf", 18, DEEP)
    return s.finish()


def whale_comma():
    s = Sheet(840, 520, "#dfe8ea")
    s.box(24, 24, 792, 472, PAPER, INK, 3, 10)
    s.text(48, 66, "KP-07  COMMA", 34, face="DejaVuSans-Bold")
    fluke = [(270, 250), (160, 190), (60, 220), (90, 150), (190, 120), (255, 165), (270, 150), (285, 165), (350, 120), (450, 150), (480, 220), (380, 190)]
    s.polygon([(x, y + 90) for x, y in fluke], "#37444b", INK, 3)
    s.polygon([(270, 340), (252, 420), (288, 420)], "#37444b", INK, 3)
    s.circle(170, 248, 15, "#f4f6f6", None, 0)
    s.polygon([(184, 252), (182, 272), (164, 284), (174, 262)], "#f4f6f6", None)
    for i, words in enumerate(["Humpback, female", "First seen 21 June 2014", "Length about 13 m", "White comma, left side", "Calf: 2025"]):
        s.text(510, 170 + i * 48, words, 23)
    s.text(48, 466, "Catalogue of Skarholm, card 7", 18, GREY)
    return s.finish()


def jetty_sketch():
    s = Sheet(800, 450)
    s.polygon([(0, 330), (800, 315), (800, 450), (0, 450)], "#bcd3dc", None)
    s.box(60, 280, 560, 26, "#a58a63", INK, 3)
    for x in range(90, 620, 100):
        s.line([(x, 306), (x, 420)], INK, 6)
    s.line([(420, 280), (420, 150), (480, 110), (560, 190)], RED, 8)
    s.text(490, 90, "Crane bent here", 24, RED)
    s.text(60, 250, "Jetty: 12 planks missing", 24)
    s.text(40, 40, "After storm Hanna, 20 November 2024", 24, face="DejaVuSerif-Bold")
    return png(s.finish())


def owl_sketch():
    s = Sheet(520, 520, "#f5f0e0")
    s.polygon(blob(260, 250, 120, 150, 0.03, 4), "#fdfdfb", INK, 3)
    for x in (215, 305):
        s.circle(x, 190, 30, "#f0c64a", INK, 3)
        s.circle(x, 190, 13, INK)
    s.polygon([(250, 225), (270, 225), (260, 255)], INK)
    rnd = random.Random(8)
    for _ in range(38):
        x, y = rnd.uniform(180, 340), rnd.uniform(270, 370)
        s.line([(x - 6, y), (x, y + 5), (x + 6, y)], GREY, 2)
    s.text(260, 450, "Snowy owl on the big cairn", 26, anchor="mm", face="DejaVuSerif-Italic")
    s.text(260, 486, "R. Calloway, 17 August 1998", 20, GREY, "mm")
    return png(s.finish())


POWER_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 460" width="860" height="460" font-family="DejaVu Sans, sans-serif">
  <title>Power system of Kestrel Point</title>
  <rect width="860" height="460" fill="#fbf8f0"/>
  <text x="32" y="48" font-size="26" font-weight="bold" fill="#1f2d36">Power system of Kestrel Point</text>
  <g fill="#ffffff" stroke="#1f2d36" stroke-width="3">
    <rect x="40" y="90" width="240" height="80" rx="12"/><rect x="40" y="210" width="240" height="80" rx="12"/>
    <rect x="40" y="330" width="240" height="80" rx="12"/><rect x="380" y="200" width="200" height="100" rx="12" fill="#cfe3ea"/>
    <rect x="660" y="200" width="160" height="100" rx="12"/>
  </g>
  <g stroke="#3b7690" stroke-width="4" fill="none">
    <path d="M280 130 L375 225"/><path d="M280 250 L375 250"/><path d="M280 370 L375 275"/><path d="M580 250 L655 250"/>
  </g>
  <g font-size="21" fill="#1f2d36" text-anchor="middle">
    <text x="160" y="124" font-weight="bold">Turbine Old Whistle</text><text x="160" y="152">15 kW</text>
    <text x="160" y="244" font-weight="bold">Solar panels</text><text x="160" y="272">12 kW</text>
    <text x="160" y="364" font-weight="bold">Generator G1</text><text x="160" y="392">24 kW</text>
    <text x="480" y="244" font-weight="bold">Battery bank</text><text x="480" y="272">96 kWh</text>
    <text x="740" y="244" font-weight="bold">Inverter</text><text x="740" y="272">20 kW</text>
  </g>
</svg>
"""

BADGE_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 480" width="480" height="480" font-family="DejaVu Sans, sans-serif">
  <title>Badge of Kestrel Point Field Station</title>
  <rect width="480" height="480" fill="#fbf8f0"/>
  <circle cx="240" cy="240" r="220" fill="#2d5b70" stroke="#e2b13c" stroke-width="8"/>
  <path d="M222 300 L230 170 L250 170 L258 300 Z" fill="#fbf8f0"/><rect x="224" y="146" width="32" height="24" fill="#ffe38a"/>
  <path d="M220 146 L240 126 L260 146 Z" fill="#b8442f"/>
  <path d="M130 130 Q185 80 240 104 Q295 80 350 130 Q295 112 240 122 Q185 112 130 130 Z" fill="#fbf8f0"/>
  <g fill="#fbf8f0" text-anchor="middle" font-weight="bold">
    <text x="240" y="340" font-size="30">KESTREL POINT</text><text x="240" y="374" font-size="22">FIELD STATION 1978</text>
    <text x="240" y="408" font-size="17">PATIENCE AND DRY SOCKS</text>
  </g>
</svg>
"""


def png(image):
    out = io.BytesIO()
    image.quantize(64, Image.MAXCOVERAGE, dither=Image.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def draw(folder: Path):
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in {"island-map": island_map, "storm-signals": storm_signals, "floor-plan": floor_plan, "water-system": water_system,
                       "tern-counts": tern_counts, "seal-pups": seal_pups, "tide-zones": tide_zones, "energy-mix": energy_mix,
                       "generator-panel": generator_panel, "buoy-k2": buoy}.items():
        (folder / f"{name}.png").write_bytes(png(make()))
    for name, make in {"kitchen-note": kitchen_note, "trail-sign": trail_sign, "plaque": plaque, "whale-comma": whale_comma}.items():
        make().save(folder / f"{name}.jpg", "JPEG", quality=82, optimize=True)
    for name, make in {"lighthouse": lighthouse, "petrel-track": petrel_track}.items():
        make().save(folder / f"{name}.webp", "WEBP", quality=82, method=6)
    for name, make in {"barometer": barometer, "boat-timetable": boat_timetable}.items():
        make().quantize(64, Image.MAXCOVERAGE, dither=Image.NONE).save(folder / f"{name}.gif", "GIF", optimize=True)
    (folder / "power-system.svg").write_text(POWER_SVG, encoding="utf-8")
    (folder / "badge.svg").write_text(BADGE_SVG, encoding="utf-8")

"""Fillers for templates: names, places, numbers, dates, things. Names are built from syllables, so that they never run out."""
import datetime

FIRST = "Anna Ben Clara David Elena Farid Grace Hassan Ines Jakob Karin Liam Mona Nils Olga Paul Quentin Rosa Samir Tara Umar Vera Wendy Xenia Yusuf Zoe Amara Boris Chloe Dario Emma Felix Greta Hugo Ida Jonas Keiko Lars Maren Nora Oscar Petra Rafael Sofia Theo Ursula Victor Walter Yara Zainab Aiko Bjorn Carmen Dmitri Esther Fatima George Hannah Ivan Julia Kofi Lucia Miguel Nadia Omar Priya Ruth Stefan Tomas Valentina William Ximena Akira Beatrice Cedric Diana Edmund Flora Gustav Helga Irene Joseph Kamala Leon Maria Norbert Odile Pierre Rachel Silvia Tobias Ulrich Viola Wei Ming Bram Ingrid Lin Per Harriet Malik Edith".split()
ON = "b br c ch cl d dr f fl g gr h j k kl kr l m n p pr r s sch st str t th tr v w wh z".split()
MID = "a e i o u ai au ea ei ie oo ou".split()
END = "ck d ff g k l ld ll m n nd ng nn nt r rd rk rn rt s ss st t tt x".split()
PLACE_END = " ton| ford| bridge| haven| field| burg| holm| vik| moor| ville| mouth| stead| wick| dale| port".replace(" ", "").split("|")
PERSON_END = "son man er berg stein sen ova ini ez idis ard ley well ström kova ura moto gaard".split()
COLOURS = "red blue green yellow white black grey orange purple brown silver golden pink turquoise beige crimson".split()
MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SMALL = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty thirty forty".split()
ADJ = "old new upper lower northern southern eastern western central main small large spare second first inner outer blue green red white wooden stone steel electric manual digital mobile public private winter summer night early late annual monthly weekly daily".split()
THING = "pump boiler lift crane ferry tram bus bridge gate tower greenhouse workshop archive library reading room kitchen bakery oven freezer fridge cellar attic garage warehouse laboratory microscope telescope printer scanner server router battery generator turbine solar panel heater radiator fountain clock bell organ piano projector camera drone tractor mower saw lathe drill press kiln loom furnace compressor filter valve tank pipe well pond pool sauna gym court stadium track theatre cinema museum gallery garden orchard vineyard stable barn mill windmill dam lock canal harbour pier jetty lighthouse buoy tunnel station depot runway hangar shuttle locker safe alarm sensor thermometer barometer scale incubator centrifuge sequencer spectrometer reactor chimney conveyor forklift van truck trailer boat canoe sail anchor kayak bicycle tent cabin lodge hostel clinic pharmacy ambulance office counter desk terrace roof fence playground".split()
ROOM = "office|library|kitchen|workshop|boot room|reading room|server room|laundry|cellar|attic|east wing|west wing|main hall|control room|meeting room|cold store|boat shed|store room|first aid room|green room|music room|staff room|tool shed|mail room|archive|garage|glass house|common room|map room|radio room".split("|")
ROLE = "director|head gardener|caretaker|chief engineer|librarian|nurse|treasurer|secretary|cook|electrician|safety officer|archivist|head teacher|conductor|harbour master|lab manager|curator|coach|mechanic|foreman|accountant|receptionist|pilot|ranger|dispatcher|night guard|beekeeper|choir leader|trainee|project lead".split("|")
ORG = "Institute|Museum|Library|Hospital|Harbour Office|Observatory|Theatre|Brewery|School|Hotel|Foundation|Bakery|Zoo|Garden|Society|Workshop|Clinic|Ferry Line|Railway|Farm|College|Archive|Club|Works|Laboratory|Centre|Station|Company|Council|Park".split("|")
ANIMAL = "heron otter beaver fox badger owl falcon stork swan goose pony goat sheep cow hen donkey cat dog lynx wolf bear deer moose salmon trout pike eel crab lobster mussel oyster bat hedgehog squirrel hare frog toad newt lizard tortoise bee butterfly moth dragonfly gull puffin penguin crane lark swallow kingfisher woodpecker".split()
PLANT = "oak birch maple pine willow rose tulip lavender thyme basil tomato bean pumpkin apple pear cherry plum fern moss orchid lily daisy nettle wheat barley rye hop vine fig".split()
FOOD = "lentil soup|fish stew|apple cake|rye bread|potato salad|rice pudding|vegetable curry|pancakes|mushroom pie|barley soup|tomato sauce|bean chili|onion tart|plum jam|cheese scones|ginger biscuits|pea soup|noodle salad|pumpkin bread|lemon cake".split("|")
GOODS = "chairs tables lamps bottles crates boxes bags tickets books maps helmets gloves blankets towels cups plates spoons bulbs cables batteries tiles bricks planks screws ropes buckets brushes masks filters cartridges folders badges keys pens notebooks jars barrels pallets seedlings bulbs eggs loaves".split()
MATERIAL = "copper brass oak steel granite linen cotton leather glass concrete slate wool pine bronze clay bamboo cork paper aluminium marble".split()
REASON = "a storm broke the roof|the pipe had frozen|a fuse was blown|the permit was late|the road was flooded|the paint was not dry|two parts were missing|the driver was ill|the river was too high|the lock was stuck|ice covered the track|the supplier went bankrupt|wasps nested in the wall|the software failed|a tree fell on the fence|the sensor was dirty|the crew was on strike|the floor was being polished|the cable was too short|mice ate the insulation|fog closed the airport|the budget was cut|the water was too warm|the belt was worn".split("|")
ACTION = "switch off the main valve|call the duty officer|close all windows|put on a helmet|wait ten minutes|press the green button|write it into the red book|leave by the north stairs|turn the key to the left|fill the tank with clean water|ring the bell twice|check the oil level|wear gloves and goggles|pull the yellow lever|note the meter reading|ask the caretaker for the key|unplug the charger|rinse the filter|sound the horn|open the drain|report to the front desk|lower the flag|cover the machine|lock the cabinet".split("|")
LIKES = "jazz|chess|mountain walks|strong coffee|old maps|crossword puzzles|long train rides|football|baking|black tea|swimming|detective novels|opera|gardening|board games|photography|birdwatching|knitting|cycling|astronomy".split("|")
UNIT = "metres centimetres kilometres litres kilograms grams tonnes degrees percent hours minutes days weeks months kilowatts watts volts euros dollars crowns pounds pages seats beds steps visitors members".split()
CURRENCY = "euros dollars crowns pounds francs krona pesos rupees yen".split()
PERIOD = "night|day|week|month|hour|person|visit|year|trip".split("|")
SURVEY = "nests pups seedlings visitors complaints loans sightings repairs arrivals tickets calls accidents volunteers births donations readings samples eggs boats deliveries".split()
HAZARD = "fire|flood|storm|power cut|gas leak|heat wave|water leak|avalanche|burglary|chemical spill|black ice|thunderstorm|blocked drain|broken window|cable fault".split("|")


def syllables(r, low, high):
    return "".join(r.choice(ON) + r.choice(MID) + (r.choice(END) if r.random() < .6 else "") for _ in range(r.randint(low, high)))


def name(r):
    return (syllables(r, 1, 2) if r.random() < .6 else syllables(r, 1, 1) + r.choice(PERSON_END)).capitalize()


def person(r):
    title = r.random()
    return ("Dr. " if title < .08 else "Mrs. " if title < .1 else "") + (r.choice(FIRST) if r.random() < .85 else name(r)) + " " + name(r)


def place(r):
    base = syllables(r, 1, 1).capitalize() + r.choice(PLACE_END) if r.random() < .7 else name(r)
    return (r.choice(["Port ", "Mount ", "Lake ", "North ", "Upper ", "Saint ", "Cape ", "Fort "]) if r.random() < .2 else "") + base


def org(r):
    return r.choice([name, place])(r) + " " + r.choice(ORG)


def code(r):
    letters = "".join(r.choice("ABCDEFGHJKLMNPRSTUVWXZ") for _ in range(r.randint(1, 3)))
    return letters + r.choice(["-", "", " "][:2]) + str(r.randint(1, 9999 if r.random() < .4 else 60))


def date(r):
    day = datetime.date(r.randint(1890, 2029), 1, 1) + datetime.timedelta(days=r.randint(0, 364))
    style = r.random()
    if style < .6:
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    if style < .75:
        return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"
    return day.isoformat() if style < .9 else f"{day.day} {MONTHS[day.month - 1]}"


def big(r):
    value = r.choice([r.randint(100, 999), r.randint(1000, 9999), r.randint(10_000, 999_999), r.randint(10, 99) * 100])
    return f"{value:,}" if r.random() < .6 else str(value)


def thing(r, nouns):
    roll = r.random()
    noun = r.choice(THING) if roll < .5 else r.choice(nouns) if roll < .85 else r.choice(ANIMAL + PLANT)
    roll = r.random()
    if roll < .45:
        return f"{r.choice(ADJ)} {noun}"
    if roll < .6:
        return f"{noun} {code(r)}"
    if roll < .75:
        return f"{r.choice(nouns)} {noun}"
    if roll < .85:
        return f"{name(r)} {noun}"
    return noun


FILL = {
    "person": lambda r, n: person(r), "first": lambda r, n: r.choice(FIRST), "place": lambda r, n: place(r), "org": lambda r, n: org(r),
    "thing": thing, "noun": lambda r, n: r.choice(n), "room": lambda r, n: r.choice(ROOM), "role": lambda r, n: r.choice(ROLE),
    "animal": lambda r, n: r.choice(ANIMAL), "plant": lambda r, n: r.choice(PLANT), "food": lambda r, n: r.choice(FOOD), "goods": lambda r, n: r.choice(GOODS),
    "material": lambda r, n: r.choice(MATERIAL), "reason": lambda r, n: r.choice(REASON), "act": lambda r, n: r.choice(ACTION), "hobby": lambda r, n: r.choice(LIKES),
    "colour": lambda r, n: r.choice(COLOURS), "code": lambda r, n: code(r), "date": lambda r, n: date(r), "month": lambda r, n: r.choice(MONTHS),
    "weekday": lambda r, n: r.choice(WEEKDAYS), "year": lambda r, n: str(r.randint(1850, 2029)), "time": lambda r, n: f"{r.randint(0, 23):02d}:{r.choice([0, 5, 10, 15, 20, 30, 40, 45, 50]):02d}",
    "n": lambda r, n: str(r.randint(2, 60)), "h": lambda r, n: str(r.randint(100, 999)), "w": lambda r, n: r.choice(SMALL), "big": lambda r, n: big(r),
    "dec": lambda r, n: f"{r.uniform(.1, 99):.1f}", "cur": lambda r, n: r.choice(CURRENCY), "per": lambda r, n: r.choice(PERIOD), "unit": lambda r, n: r.choice(UNIT),
    "survey": lambda r, n: r.choice(SURVEY), "hazard": lambda r, n: r.choice(HAZARD), "adj": lambda r, n: r.choice(ADJ), "name": lambda r, n: name(r),
    "m": lambda r, n: str(r.randint(2, 30)), "d": lambda r, n: str(r.randint(2, 9)), "pct": lambda r, n: str(r.randint(2, 95)),
}

namespace Assistant.Core.Tests.Pal;

/// <summary>Random Python expressions of a wanted type over variables that are known to have it; now and then one of another type, so that errors come up too.</summary>
internal sealed class ExpressionGenerator(Random random)
{
    private static readonly string[] Words = ["''", "'a'", "'Tea'", "'hello world'", "\"it's\"", "'x,y,,z'", "'  pad '", "'ÄÖ'", "'a\\nb'", "'42'", "'-7'", "'3.5'", "'naïve 😀'"];
    private static readonly string[] Floats = ["0.5", "2.0", "-1.25", "3.14159", "1e16", "1e-7", "123456.789", "0.1", "-0.0", "2.675", "1e22", "7.0"];
    private static readonly string[] IntFormats = ["d", "5d", "<6d", ">6", "^7", "+d", "05d", ",", "_", "x", "#x", "b", "08b", "o", "e", ".2f", "%", "c", "*^9,", ",d"];
    private static readonly string[] FloatFormats = [".2f", "10.3f", "<10.1f", "+.1f", "e", ".3e", "g", ".3g", "%", ".1%", ",.2f", "08.2f", ".0f", "", "G", ".10g", ">12", "^+12.2f"];
    private static readonly string[] TextFormats = ["", "10", ">8", "^9", ".3", "*<6", "s", "-^12.4"];

    private readonly Dictionary<char, List<string>> names = new() { ['i'] = [], ['f'] = [], ['s'] = [], ['l'] = [], ['d'] = [], ['b'] = [], ['t'] = [] };

    /// <summary>Makes a variable known: i int, f float, s str, l list of int, d dict of str to int, b bool, t tuple.</summary>
    public void Know(char type, string name) => names[type].Add(name);

    public void Forget(char type, string name) => names[type].Remove(name);

    public string? Name(char type) => names[type].Count == 0 ? null : names[type][random.Next(names[type].Count)];

    public string Pick(params string[] choices) => choices[random.Next(choices.Length)];

    public string Any(int depth) => Of("ifslbtd"[random.Next(7)], depth);

    public string Of(char type, int depth)
    {
        if (depth > 0 && random.Next(60) == 0)
            return Any(depth - 1);
        if (random.Next(3) == 0 && Name(type) is { } name)
            return name;
        return type switch
        {
            'i' => Int(depth),
            'f' => Float(depth),
            's' => Text(depth),
            'l' => List(depth),
            'd' => Dictionary(depth),
            't' => depth > 0 ? $"({Any(depth - 1)}, {Of('i', depth - 1)})" : "(1, 'x')",
            _ => Bool(depth),
        };
    }

    private string Int(int depth)
    {
        if (depth <= 0)
            return $"{random.Next(-20, 100)}";
        string I() => Of('i', depth - 1);
        return random.Next(22) switch
        {
            0 => $"({I()} + {I()})",
            1 => $"({I()} - {I()})",
            2 => $"({I()} * {I()})",
            3 => $"({I()} // {I()})",
            4 => $"({I()} % {I()})",
            5 => $"({I()} ** {random.Next(0, 6)})",
            6 => $"abs({I()})",
            7 => $"len({Of("sld"[random.Next(3)], depth - 1)})",
            8 => $"sum({Of('l', depth - 1)})",
            9 => $"{Pick("max", "min")}({I()}, {I()})",
            10 => $"int({Of('f', depth - 1)})",
            11 => $"{Of('l', depth - 1)}[{random.Next(-4, 5)}]",
            12 => $"({I()} if {Of('b', depth - 1)} else {I()})",
            13 => $"({I()} {Pick("&", "|", "^")} {I()})",
            14 => $"({I()} << {random.Next(0, 40)} >> {random.Next(0, 20)})",
            15 => $"round({Of('f', depth - 1)})",
            16 => $"ord({Of('s', depth - 1)}[0])",
            17 => $"int({Of('s', depth - 1)})",
            18 => $"{Of('s', depth - 1)}.{Pick("find", "count", "index", "rfind")}({Pick("'a'", "'l'", "','", "''", "' '")})",
            19 => $"{Of('d', depth - 1)}.get({Of('s', 0)}, {I()})",
            20 => $"divmod({I()}, {I()})[{random.Next(2)}]",
            _ => $"-{I()}",
        };
    }

    private string Float(int depth)
    {
        if (depth <= 0)
            return Pick(Floats);
        string F() => Of('f', depth - 1);
        return random.Next(12) switch
        {
            0 => $"({F()} + {F()})",
            1 => $"({F()} - {Of('i', depth - 1)})",
            2 => $"({F()} * {F()})",
            3 => $"({Of('i', depth - 1)} / {Of('i', depth - 1)})",
            4 => $"({F()} // {F()})",
            5 => $"({F()} % {Of('i', depth - 1)})",
            6 => $"round({F()}, {random.Next(-2, 5)})",
            7 => $"float({Of(Pick("i", "s")[0], depth - 1)})",
            8 => $"abs({F()})",
            9 => $"({F()} ** {random.Next(-2, 4)})",
            10 => $"max({F()}, {Of('i', depth - 1)})",
            _ => $"({F()} / {F()})",
        };
    }

    private string Text(int depth)
    {
        if (depth <= 0)
            return Pick(Words);
        string S() => Of('s', depth - 1);
        return random.Next(20) switch
        {
            0 => $"({S()} + {S()})",
            1 => $"({S()} * {random.Next(-1, 4)})",
            2 => $"{S()}.{Pick("upper", "lower", "title", "strip", "capitalize", "swapcase", "lstrip", "rstrip")}()",
            3 => $"str({Any(depth - 1)})",
            4 => $"repr({Any(depth - 1)})",
            5 => $"{S()}[{Bound()}:{Bound()}]",
            6 => $"{S()}[{random.Next(-5, 6)}]",
            7 => $"{S()}[::{Pick("-1", "2", "-2", "3")}]",
            8 => $"{S()}.replace({S()}, {Pick("'_'", "''", "'ab'")})",
            9 => $"'{Pick(",", " ", "-", "")}'.join(str(v) for v in {Of('l', depth - 1)})",
            10 => $"f\"{{{Of('i', 0)}:{Pick(IntFormats)}}}|{{{Of('f', 0)}:{Pick(FloatFormats)}}}\"",
            11 => $"format({Of('f', depth - 1)}, '{Pick(FloatFormats)}')",
            12 => $"'{{:{Pick(TextFormats)}}}/{{!r}}'.format({S()}, {Any(depth - 1)})",
            13 => $"'%{Pick("d", "5d", "-5d", "05d", "s", "+d", "x")}~%{Pick(".2f", "8.3f", "e", "g", "s", "r")}' % ({Of('i', depth - 1)}, {Of('f', depth - 1)})",
            14 => $"{S()}.{Pick("center", "ljust", "rjust", "zfill")}({random.Next(0, 12)})",
            15 => $"{Pick("bin", "hex", "oct")}({Of('i', depth - 1)})",
            16 => $"chr({random.Next(32, 1200)})",
            17 => $"''.join(sorted({S()}))",
            18 => $"format({Of('i', depth - 1)}, '{Pick(IntFormats)}')",
            _ => $"({S()} or {S()})",
        };
    }

    private string List(int depth)
    {
        if (depth <= 0)
            return Pick("[]", "[3, 1, 2]", "[5]", "[10, -2, 7, 7]", "list(range(6))");
        string L() => Of('l', depth - 1);
        return random.Next(16) switch
        {
            0 => $"[{Of('i', depth - 1)}, {Of('i', depth - 1)}, *{L()}]",
            1 => $"({L()} + {L()})",
            2 => $"({L()} * {random.Next(0, 3)})",
            3 => $"{L()}[{Bound()}:{Bound()}:{Pick("1", "2", "-1", "-2")}]",
            4 => $"sorted({L()}{Pick("", ", reverse=True", ", key=lambda v: -v", ", key=lambda v: v % 3")})",
            5 => $"[v {Pick("*", "+", "-", "//", "%")} {Pick("2", "3", "v", "(v or 1)")} for v in {L()}{Pick("", " if v > 1", " if v % 2 == 0")}]",
            6 => $"list(range({random.Next(-3, 4)}, {random.Next(-2, 9)}, {Pick("1", "2", "-1", "3")}))",
            7 => $"list(map(lambda v: v * {random.Next(4)}, {L()}))",
            8 => $"list(filter(lambda v: v {Pick(">", "<", "==")} {random.Next(5)}, {L()}))",
            9 => $"[a + b for a, b in zip({L()}, {L()})]",
            10 => $"list(reversed({L()}))",
            11 => $"[i * v for i, v in enumerate({L()}, {random.Next(3)})]",
            12 => $"[ord(c) for c in {Of('s', depth - 1)}]",
            13 => $"list({{v % {random.Next(2, 6)} for v in {L()}}})",
            14 => $"[x * y for x in {L()}[:3] for y in {L()}[:3] if x != y]",
            _ => $"list({Of('d', depth - 1)}.values())",
        };
    }

    private string Dictionary(int depth)
    {
        if (depth <= 0)
            return Pick("{}", "{'a': 1, 'b': 2}", "{'Tea': 3}", "dict(x=4, y=5)");
        return random.Next(6) switch
        {
            0 => $"{{{Of('s', depth - 1)}: {Of('i', depth - 1)}, {Of('s', depth - 1)}: {Of('i', depth - 1)}}}",
            1 => $"{{c: {Of('s', 0)}.count(c) for c in {Of('s', depth - 1)}}}",
            2 => $"{{**{Of('d', depth - 1)}, 'k': {Of('i', depth - 1)}}}",
            3 => $"dict(zip({Of('s', depth - 1)}, {Of('l', depth - 1)}))",
            4 => $"({Of('d', depth - 1)} | {Of('d', depth - 1)})",
            _ => $"{{k: v for k, v in sorted({Of('d', depth - 1)}.items())}}",
        };
    }

    private string Bool(int depth)
    {
        if (depth <= 0)
            return Pick("True", "False");
        return random.Next(11) switch
        {
            0 => $"({Of('i', depth - 1)} {Pick("<", ">", "<=", ">=", "==", "!=")} {Of('i', depth - 1)})",
            1 => $"({Of('i', depth - 1)} < {Of('f', depth - 1)} <= {Of('i', depth - 1)})",
            2 => $"({Of('i', depth - 1)} {Pick("in", "not in")} {Of('l', depth - 1)})",
            3 => $"({Of('s', 0)} in {Of('s', depth - 1)})",
            4 => $"(not {Of('b', depth - 1)})",
            5 => $"({Of('b', depth - 1)} {Pick("and", "or")} {Of('b', depth - 1)})",
            6 => $"isinstance({Any(depth - 1)}, {Pick("int", "float", "str", "(int, float)", "bool", "list")})",
            7 => $"{Pick("any", "all")}(v > {random.Next(5)} for v in {Of('l', depth - 1)})",
            8 => $"{Of('s', depth - 1)}.{Pick("isdigit", "isalpha", "islower", "isupper", "isspace", "istitle", "isalnum")}()",
            9 => $"({Of('l', depth - 1)} {Pick("==", "<", ">=")} {Of('l', depth - 1)})",
            _ => $"bool({Any(depth - 1)})",
        };
    }

    private string Bound() => random.Next(3) == 0 ? "" : $"{random.Next(-6, 7)}";
}

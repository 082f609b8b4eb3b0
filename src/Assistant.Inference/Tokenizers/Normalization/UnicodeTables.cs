using System.Globalization;

namespace Assistant.Inference.Tokenizers.Normalization;

/// <summary>Tables of Unicode normalization (unicode.txt, written by unicode.py). Our own, because <see cref="string.Normalize()"/> changes nothing where globalization is invariant.</summary>
internal sealed class UnicodeTables
{
    private static readonly Lazy<UnicodeTables> Loaded = new(Read);

    private readonly Dictionary<int, byte> classes = [];
    private readonly Dictionary<int, int[]> canonical = [];
    private readonly Dictionary<int, int[]> compatible = [];
    private readonly Dictionary<(int First, int Second), int> compositions = [];

    /// <summary>The tables; read at the first use.</summary>
    public static UnicodeTables Instance => Loaded.Value;

    /// <summary>Canonical combining class; 0 for a starter.</summary>
    public int ClassOf(int code) => code < 0x300 ? 0 : classes.GetValueOrDefault(code);

    /// <summary>Full decomposition; null when the code stands for itself. Hangul is not in it.</summary>
    public int[]? Decomposition(int code, bool compatibility)
    {
        if (compatibility && compatible.TryGetValue(code, out var parts)) return parts;
        return canonical.GetValueOrDefault(code);
    }

    /// <summary>The code that two compose to; 0 when they do not. Hangul is not in it.</summary>
    public int Composition(int first, int second) => compositions.GetValueOrDefault((first, second));

    private static UnicodeTables Read()
    {
        var tables = new UnicodeTables();
        using var stream = typeof(UnicodeTables).Assembly.GetManifestResourceStream("Assistant.Inference.unicode.txt")
            ?? throw new InvalidOperationException("The resource unicode.txt is missing from the build.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line[0] == '#') continue;
            var numbers = line[2..].Split(' ').Select(number => int.Parse(number, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            switch (line[0])
            {
                case 'c':
                    for (var code = numbers[0]; code <= numbers[1]; code++) tables.classes[code] = (byte)numbers[2];
                    break;
                case 'd':
                    tables.canonical[numbers[0]] = numbers[1..];
                    break;
                case 'k':
                    tables.compatible[numbers[0]] = numbers[1..];
                    break;
                default:
                    tables.compositions[(numbers[0], numbers[1])] = numbers[2];
                    break;
            }
        }

        return tables;
    }
}

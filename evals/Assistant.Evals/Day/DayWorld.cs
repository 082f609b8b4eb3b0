using System.IO.Compression;
using Assistant.Evals.Encoders;

namespace Assistant.Evals.Day;

/// <summary>
/// What the day is about: <c>icons</c>, pictures that are asked for in a chatty style which the encoder was not trained on;
/// <c>stickers</c>, other pictures in another drawing style, asked for by their plain names; <c>pages</c>, short texts, asked for by
/// what they say. File names tell nothing.
/// </summary>
internal sealed class DayWorld
{
    private const int Icons = 600, Stickers = 300, Pages = 200;

    private DayWorld(IReadOnlyList<DayThing> icons, IReadOnlyList<DayThing> stickers, IReadOnlyList<DayThing> pages)
    {
        Collections = new Dictionary<string, IReadOnlyList<DayThing>> { ["icons"] = icons, ["stickers"] = stickers, ["pages"] = pages };
        // Every third icon is held back: nobody judges it.
        Judged = [.. icons.Where((_, i) => i % 3 != 0)];
        HeldBack = [.. icons.Where((_, i) => i % 3 == 0)];
    }

    /// <summary>What is ingested, by collection.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<DayThing>> Collections { get; }

    /// <summary>Icons that users look for on this day.</summary>
    internal IReadOnlyList<DayThing> Judged { get; }

    /// <summary>Icons that nobody has looked for yet.</summary>
    internal IReadOnlyList<DayThing> HeldBack { get; }

    /// <summary>How a user of this service asks for a picture.</summary>
    internal static string Chatty(string name) => $"pls send me that little pic of a {name} thx a lot";

    /// <summary>Reads the data.</summary>
    /// <exception cref="InvalidDataException">A part is missing; the message names it.</exception>
    internal static DayWorld Read(string data)
    {
        var archive = Path.Combine(data, "emoji-styles.zip");
        var noto = PictureSet.Read(archive, "name_en", "style=noto").Pictures;
        var fluent = PictureSet.Read(archive, "name_en", "style=fluent3d").Pictures;
        var pages = Path.Combine(data, "corpora", "tldr.zip");
        if (!File.Exists(pages)) throw new InvalidDataException($"{pages} is missing. Name the folder that holds corpora/tldr.zip with --data.");
        return new DayWorld(
            [.. noto.Where((_, i) => i % 2 == 0).Take(Icons).Select((picture, i) => new DayThing($"i{i:0000}.png", picture.Label, picture.Bytes))],
            [.. fluent.Where((_, i) => i % 2 == 1).Take(Stickers).Select((picture, i) => new DayThing($"s{i:0000}.png", picture.Label, picture.Bytes))],
            ReadPages(pages));
    }

    private static List<DayThing> ReadPages(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        var things = new List<DayThing>();
        foreach (var entry in zip.Entries.Where(entry => entry.FullName.StartsWith("pages/common/", StringComparison.Ordinal) && entry.Name.EndsWith(".md", StringComparison.Ordinal)).OrderBy(entry => entry.FullName, StringComparer.Ordinal).Where((_, i) => i % 7 == 0).Take(Pages))
        {
            using var stream = entry.Open();
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            var lines = System.Text.Encoding.UTF8.GetString(memory.ToArray()).Split('\n');
            // The page says what it does behind its heading; that is the question, and its words are in the page.
            if (lines.FirstOrDefault(line => line.StartsWith("> ", StringComparison.Ordinal)) is { Length: > 12 } said) things.Add(new DayThing($"p{things.Count:0000}.md", said[2..].TrimEnd('.', '\r'), memory.ToArray()));
        }

        return things.Count > 0 ? things : throw new InvalidDataException($"{path} has no pages below pages/common.");
    }
}

/// <summary>Something to find.</summary>
/// <param name="Uri">Its neutral name.</param>
/// <param name="Name">What it is.</param>
/// <param name="Bytes">Its bytes.</param>
internal sealed record DayThing(string Uri, string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Its document.</summary>
    public string Id { get; init; } = "";
}

using System.Text;
using System.Text.Json;
using Assistant.Contracts.Http;

namespace Assistant.Cli.Shell;

/// <summary>Standard output for results, standard error for everything else.</summary>
internal static class Output
{
    private static readonly JsonSerializerOptions Indented = new(AssistantJson.Options) { WriteIndented = true };

    /// <summary>Prints one JSON document.</summary>
    public static void Json<T>(T value) => Line(JsonSerializer.Serialize(value, Indented));

    /// <summary>Prints a line of a result.</summary>
    public static void Line(string text = "") => Console.Out.WriteLine(text);

    /// <summary>Tells the user something that is not the result.</summary>
    public static void Note(string text) => Console.Error.WriteLine(text);

    /// <summary>Prints rows in columns; the last column is left as long as it is.</summary>
    public static void Table(string[] header, IEnumerable<string[]> rows)
    {
        string[][] all = [header, .. rows];
        var widths = Enumerable.Range(0, header.Length).Select(column => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
        {
            var line = new StringBuilder();
            for (var column = 0; column < row.Length; column++)
                line.Append(column == row.Length - 1 ? row[column] : row[column].PadRight(widths[column] + 2));
            Line(line.ToString().TrimEnd());
        }
    }

    /// <summary>Text of strangers for a terminal: without control characters, which could move the cursor or rename the window.</summary>
    public static string Plain(string? text) => text is null ? "" : string.Concat(text.Select(character => char.IsControl(character) && character is not ('\n' or '\t') ? ' ' : character));
}

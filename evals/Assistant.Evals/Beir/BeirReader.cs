using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Assistant.Evals.Beir;

/// <summary>Reads <c>corpus.jsonl</c>, <c>queries.jsonl</c> and <c>qrels/*.tsv</c> of a folder or a ZIP archive (at any depth in it).</summary>
public static class BeirReader
{
    /// <summary>Reads a collection.</summary>
    /// <param name="path">Folder or archive.</param>
    /// <param name="requireCorpus">Whether the corpus must be there; the own set over the sample judges by uri and has none.</param>
    /// <exception cref="InvalidDataException">A part is missing or not of the layout; the message names it.</exception>
    public static BeirData Read(string path, bool requireCorpus = true)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var archive = File.Exists(path) ? ZipFile.OpenRead(path) : null;
        if (archive is null && !Directory.Exists(path)) throw new InvalidDataException($"{path} is neither a folder nor a file.");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var documents = ReadParts(path, archive, "corpus.jsonl", requireCorpus, hash).SelectMany(Documents).ToList();
        var queries = ReadParts(path, archive, "queries.jsonl", required: true, hash).SelectMany(Queries).ToList();
        var judged = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        foreach (var part in ReadParts(path, archive, ".tsv", required: true, hash)) ReadJudgements(part, judged);
        var withRelevant = queries
            .Where(query => judged.ContainsKey(query.Id))
            .Select(query => new BeirQuery(query.Id, query.Text, judged[query.Id]))
            .ToList();
        return new BeirData(Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path)), Convert.ToHexStringLower(hash.GetHashAndReset()), documents, withRelevant);
    }

    private static List<string[]> ReadParts(string path, ZipArchive? archive, string name, bool required, IncrementalHash hash)
    {
        var parts = new List<byte[]>();
        if (archive is not null)
        {
            foreach (var entry in archive.Entries.Where(entry => Fits(entry.FullName, name)).OrderBy(entry => entry.FullName, StringComparer.Ordinal))
            {
                using var stream = entry.Open();
                using var memory = new MemoryStream();
                stream.CopyTo(memory);
                parts.Add(memory.ToArray());
            }
        }
        else
        {
            foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(file => Fits(file.Replace('\\', '/'), name)).Order(StringComparer.Ordinal))
            {
                parts.Add(File.ReadAllBytes(file));
            }
        }

        if (parts.Count == 0 && required) throw new InvalidDataException($"{path} has no {(name == ".tsv" ? "qrels/*.tsv" : name)}.");
        foreach (var part in parts) hash.AppendData(part);
        return parts.ConvertAll(part => System.Text.Encoding.UTF8.GetString(part).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static bool Fits(string path, string name) => name == ".tsv"
        ? path.Contains("qrels/", StringComparison.Ordinal) && path.EndsWith(name, StringComparison.Ordinal)
        : path.EndsWith("/" + name, StringComparison.Ordinal) || path == name;

    private static IEnumerable<BeirDocument> Documents(string[] lines)
    {
        foreach (var line in lines)
        {
            using var json = JsonDocument.Parse(line);
            yield return new BeirDocument(Text(json.RootElement, "_id"), Text(json.RootElement, "title"), Text(json.RootElement, "text"));
        }
    }

    private static IEnumerable<(string Id, string Text)> Queries(string[] lines)
    {
        foreach (var line in lines)
        {
            using var json = JsonDocument.Parse(line);
            yield return (Text(json.RootElement, "_id"), Text(json.RootElement, "text"));
        }
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static void ReadJudgements(string[] lines, Dictionary<string, Dictionary<string, int>> judged)
    {
        foreach (var line in lines)
        {
            var cells = line.Split('\t');
            if (cells.Length < 3 || !int.TryParse(cells[^1], NumberStyles.Integer, CultureInfo.InvariantCulture, out var grade)) continue; // the heading
            if (grade <= 0) continue;
            if (!judged.TryGetValue(cells[0], out var relevant)) judged.Add(cells[0], relevant = new Dictionary<string, int>(StringComparer.Ordinal));
            relevant[cells[1]] = grade;
        }
    }
}

namespace Assistant.Inference.Tokenizers.Models;

/// <summary>Reads a vocabulary: token to id.</summary>
internal static class Vocabulary
{
    /// <summary>The largest published vocabularies have a quarter of a million tokens.</summary>
    public const int MostTokens = 4_000_000;

    /// <summary>Reads an object of ids.</summary>
    /// <exception cref="ModelFormatException">It is empty, too large, or an id is not a whole number.</exception>
    public static Dictionary<string, int> Read(ModelJson json)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (token, id) in json.Members())
        {
            var number = id.Count();
            if (number >= MostTokens) throw new ModelFormatException($"{json.Path}: the id {number} is too large; ids go to {MostTokens - 1}.");
            vocabulary[token] = number;
        }

        return vocabulary.Count > 0 ? vocabulary : throw json.Wrong("a vocabulary with tokens");
    }
}

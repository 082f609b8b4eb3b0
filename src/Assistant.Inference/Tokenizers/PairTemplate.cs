using Assistant.Inference.Tokenizers.Models;

namespace Assistant.Inference.Tokenizers;

/// <summary>How two texts become one row of ids, as a cross-encoder was trained on them: special ids, the first text, the second, each with its token type.</summary>
internal sealed record PairTemplate(IReadOnlyList<PairTemplate.Part> Parts)
{
    private const int Most = 256;

    /// <summary>Special ids, or a text.</summary>
    /// <param name="Text">0 for the first text, 1 for the second; null for special ids.</param>
    /// <param name="Ids">Special ids; empty for a text.</param>
    /// <param name="Type">Token type of all of it.</param>
    internal sealed record Part(int? Text, int[] Ids, int Type);

    /// <summary>Number of special ids.</summary>
    public int SpecialCount => Parts.Sum(part => part.Ids.Length);

    /// <summary>Reads the <c>post_processor</c> of a tokenizer.json, as it is for two texts; null when it has none that holds both, each once.</summary>
    /// <exception cref="ModelFormatException">It is not well formed.</exception>
    public static PairTemplate? Read(ModelJson json)
    {
        if (json.IsMissing) return null;
        switch (json["type"].Text())
        {
            case "TemplateProcessing" when !json["pair"].IsMissing:
                return Template(json);
            case "BertProcessing":
                var (cls, sep) = (IdOf(json["cls"]), IdOf(json["sep"]));
                return new([new(null, [cls], 0), new(0, [], 0), new(null, [sep], 0), new(1, [], 1), new(null, [sep], 1)]);
            case "RobertaProcessing":
                // RoBERTa knows no second type, and separates by two marks.
                var (start, end) = (IdOf(json["cls"]), IdOf(json["sep"]));
                return new([new(null, [start], 0), new(0, [], 0), new(null, [end, end], 0), new(1, [], 0), new(null, [end], 0)]);
            case "Sequence":
                return json["processors"].Items().Select(Read).FirstOrDefault(found => found is not null);
            default:
                return null;
        }
    }

    private static PairTemplate? Template(ModelJson json)
    {
        var parts = new List<Part>();
        foreach (var item in json["pair"].Items())
        {
            if (!item["Sequence"].IsMissing)
            {
                parts.Add(new(item["Sequence"]["id"].Text() switch { "A" => 0, "B" => 1, _ => throw item.Wrong("the text A or B") }, [], item["Sequence"]["type_id"].Count(0)));
                continue;
            }

            var name = item["SpecialToken"]["id"].Text();
            parts.Add(new(null, [.. json["special_tokens"][name]["ids"].Items().Select(Checked)], item["SpecialToken"]["type_id"].Count(0)));
        }

        // Tokenizers of encoders come with pairs that are none, and never need one; who does says that it is missing.
        return parts.Sum(part => part.Ids.Length) <= Most && parts.Where(part => part.Text is not null).Select(part => part.Text).SequenceEqual([0, 1]) ? new(parts) : null;
    }

    private static int IdOf(ModelJson pair) => pair.Length() == 2 ? Checked(pair.Items().Last()) : throw pair.Wrong("a token and its id");

    private static int Checked(ModelJson json) => json.Count() is < Vocabulary.MostTokens and var id ? id : throw json.Wrong($"below {Vocabulary.MostTokens}");
}

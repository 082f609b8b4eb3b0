using Assistant.Inference.Tokenizers.Models;

namespace Assistant.Inference.Tokenizers;

/// <summary>Ids in front of and behind those of the text.</summary>
/// <param name="Before">For instance <c>[CLS]</c>.</param>
/// <param name="After">For instance <c>[SEP]</c>.</param>
internal sealed record SpecialTokens(int[] Before, int[] After)
{
    private const int Most = 256;

    /// <summary>Reads the <c>post_processor</c> of a tokenizer.json, as it is for one text.</summary>
    /// <exception cref="ModelFormatException">It is not well formed, or of a type that is not supported.</exception>
    public static SpecialTokens Read(ModelJson json)
    {
        if (json.IsMissing) return new([], []);
        return json["type"].Text() switch
        {
            "TemplateProcessing" => Template(json),
            "RobertaProcessing" or "BertProcessing" => new([IdOf(json["cls"])], [IdOf(json["sep"])]),
            "ByteLevel" => new([], []),
            "Sequence" => json["processors"].Items().Select(Read).Aggregate(new SpecialTokens([], []), (inner, outer) => new([.. outer.Before, .. inner.Before], [.. inner.After, .. outer.After])),
            var type => throw json.Unsupported($"the post-processor \"{type}\""),
        };
    }

    private static int IdOf(ModelJson pair) => pair.Length() == 2 ? Checked(pair.Items().Last()) : throw pair.Wrong("a token and its id");

    private static int Checked(ModelJson json) => json.Count() is < Vocabulary.MostTokens and var id ? id : throw json.Wrong($"below {Vocabulary.MostTokens}");

    private static SpecialTokens Template(ModelJson json)
    {
        List<int> before = [], after = [];
        var texts = 0;
        foreach (var item in json["single"].Items())
        {
            if (!item["Sequence"].IsMissing)
            {
                if (item["Sequence"]["id"].Text("A") != "A" || texts++ > 0) throw item.Unsupported("a template of one text that does not name it A, once,");
                continue;
            }

            var name = item["SpecialToken"]["id"].Text();
            (texts == 0 ? before : after).AddRange(json["special_tokens"][name]["ids"].Items().Select(Checked));
            if (before.Count + after.Count > Most) throw json["single"].Wrong($"a template of at most {Most} tokens");
        }

        return texts == 1 ? new([.. before], [.. after]) : throw json["single"].Wrong("a template with the text A");
    }
}

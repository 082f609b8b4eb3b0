using System.Text;

namespace Assistant.Inference.Tokenizers.Splitting;

/// <summary>Reads the <c>pre_tokenizer</c> of a tokenizer.json.</summary>
internal static class PreTokenizerReader
{
    /// <summary>Reads it; null when there is none.</summary>
    /// <exception cref="ModelFormatException">It is not well formed, or of a type that is not supported.</exception>
    public static PreTokenizer? Read(ModelJson json)
    {
        if (json.IsMissing) return null;
        return json["type"].Text() switch
        {
            "Sequence" => new SequencePreTokenizer([.. json["pretokenizers"].Items().Select(Read).OfType<PreTokenizer>()]),
            "Split" => new PatternSplit(TextPattern.Read(json["pattern"]), Delimiters.Read(json["behavior"]), json["invert"].Flag(false)),
            "ByteLevel" => new ByteLevelPreTokenizer(json["add_prefix_space"].Flag(true), json["use_regex"].Flag(true)),
            "Metaspace" => Metaspace(json),
            "Whitespace" => new WhitespaceWords(),
            "WhitespaceSplit" => new CharacterSplit(Characters.IsWhiteSpace, SplitBehavior.Removed),
            "BertPreTokenizer" => new SequencePreTokenizer([new CharacterSplit(Characters.IsWhiteSpace, SplitBehavior.Removed), new CharacterSplit(Characters.IsPunctuation, SplitBehavior.Isolated)]),
            "Punctuation" => new CharacterSplit(Characters.IsPunctuation, json["behavior"].IsMissing ? SplitBehavior.Isolated : Delimiters.Read(json["behavior"])),
            "Digits" => new CharacterSplit(Rune.IsNumber, json["individual_digits"].Flag(false) ? SplitBehavior.Isolated : SplitBehavior.Contiguous),
            "CharDelimiterSplit" => CharDelimiter(json["delimiter"]),
            var type => throw json.Unsupported($"the pre-tokenizer \"{type}\""),
        };
    }

    private static CharacterSplit CharDelimiter(ModelJson json)
    {
        var delimiter = SingleCharacter(json);
        return new CharacterSplit(rune => rune.Value == delimiter, SplitBehavior.Removed);
    }

    private static MetaspacePreTokenizer Metaspace(ModelJson json)
    {
        var replacement = json["replacement"].IsMissing ? '\u2581' : SingleCharacter(json["replacement"]);
        var scheme = json["prepend_scheme"].Text(json["add_prefix_space"].Flag(true) ? "always" : "never") switch
        {
            "always" => MetaspacePrepend.Always,
            "first" => MetaspacePrepend.First,
            "never" => MetaspacePrepend.Never,
            var other => throw json["prepend_scheme"].Unsupported($"\"{other}\""),
        };
        return new MetaspacePreTokenizer(replacement, scheme, json["split"].Flag(true));
    }

    private static char SingleCharacter(ModelJson json) => json.Text() is [var character] ? character : throw json.Wrong("one character");
}

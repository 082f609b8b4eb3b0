using System.Text.Json;

namespace Assistant.Inference.Tokenizers.Normalization;

/// <summary>Reads the <c>normalizer</c> of a tokenizer.json.</summary>
internal static class NormalizerReader
{
    /// <summary>Reads it; null when there is none.</summary>
    /// <exception cref="ModelFormatException">It is not well formed, or of a type that is not supported.</exception>
    public static Normalizer? Read(ModelJson json)
    {
        if (json.IsMissing) return null;
        return json["type"].Text() switch
        {
            "Sequence" => new SequenceNormalizer([.. json["normalizers"].Items().Select(Read).OfType<Normalizer>()]),
            "NFC" => new UnicodeNormalizer(UnicodeForm.Nfc),
            "NFD" => new UnicodeNormalizer(UnicodeForm.Nfd),
            "NFKC" => new UnicodeNormalizer(UnicodeForm.Nfkc),
            "NFKD" => new UnicodeNormalizer(UnicodeForm.Nfkd),
            "Lowercase" => new LowercaseNormalizer(),
            "Strip" => new StripNormalizer(json["strip_left"].Flag(true), json["strip_right"].Flag(true)),
            "StripAccents" => new StripAccentsNormalizer(),
            "Prepend" => new PrependNormalizer(json["prepend"].Text()),
            "Replace" => new ReplaceNormalizer(TextPattern.Read(json["pattern"]), json["content"].Text()),
            "ByteLevel" => new ByteLevelNormalizer(),
            "Precompiled" => json["precompiled_charsmap"].Kind == JsonValueKind.Null ? null : PrecompiledNormalizer.Read(json["precompiled_charsmap"]),
            "BertNormalizer" => Bert(json),
            var type => throw json.Unsupported($"the normalizer \"{type}\""),
        };
    }

    private static BertNormalizer Bert(ModelJson json)
    {
        var lowercase = json["lowercase"].Flag(true);
        // Accents go with case where the file does not say.
        return new BertNormalizer(json["clean_text"].Flag(true), json["handle_chinese_chars"].Flag(true), json["strip_accents"].Flag(lowercase), lowercase);
    }
}

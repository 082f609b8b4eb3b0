using System.Globalization;
using System.Text.Json;
using Assistant.Core.Chat;
using Microsoft.Extensions.AI;

namespace Assistant.Api.OpenAi;

/// <summary>Checks what a request says about how to write, and puts it into options.</summary>
internal static class SamplingReader
{
    private const int MostChoices = 16;
    private const int MostStops = 16;
    private const int MostStopCharacters = 500;
    private const int MostBiases = 1_024;
    private const int MostGrammarCharacters = 1 << 18;

    /// <summary>Options of a request.</summary>
    /// <param name="body">The request.</param>
    /// <param name="maxTokens">Tokens that may be written.</param>
    /// <param name="generation">What the caller has set already.</param>
    /// <exception cref="OpenAiRequestException">A value is out of its range.</exception>
    public static ChatOptions Options(SamplingBody body, int? maxTokens, GenerationOptions generation)
    {
        if (body.StreamOptions is not null && body.Stream != true) throw new OpenAiRequestException("stream_options", "stream_options is for streams only; set stream to true, or leave it out.");
        var options = new ChatOptions
        {
            MaxOutputTokens = maxTokens is < 1 ? throw new OpenAiRequestException("max_tokens", "max_tokens is at least 1.") : maxTokens,
            StopSequences = Stops(body.Stop),
            Seed = body.Seed,
            Temperature = InRange("temperature", body.Temperature, 0, 2),
            TopP = InRange("top_p", body.TopP, float.Epsilon, 1),
            FrequencyPenalty = InRange("frequency_penalty", body.FrequencyPenalty, -2, 2),
            PresencePenalty = InRange("presence_penalty", body.PresencePenalty, -2, 2),
            TopK = body.TopK is < 0 ? throw new OpenAiRequestException("top_k", "top_k is 0 (all) or more.") : body.TopK,
        };
        return (generation with
        {
            MinP = InRange("min_p", body.MinP, 0, 1),
            TypicalP = InRange("typical_p", body.TypicalP, float.Epsilon, 1),
            RepeatPenalty = InRange("repeat_penalty", body.RepeatPenalty ?? body.RepetitionPenalty, float.Epsilon, 10),
            LogitBias = Biases(body.LogitBias),
            Grammar = body.Grammar is { Length: > MostGrammarCharacters } ? throw new OpenAiRequestException("grammar", $"A grammar has at most {MostGrammarCharacters} characters.") : body.Grammar,
        }).On(options);
    }

    /// <summary>How many answers are asked for.</summary>
    public static int Choices(SamplingBody body) => body.N switch
    {
        null => 1,
        >= 1 and <= MostChoices => body.N.Value,
        _ => throw new OpenAiRequestException("n", $"n is 1 to {MostChoices}."),
    };

    /// <summary>A text of a request.</summary>
    /// <exception cref="OpenAiRequestException">It is none, or holds half a character.</exception>
    public static string Text(JsonElement element, string parameter)
    {
        if (element.ValueKind != JsonValueKind.String) throw new OpenAiRequestException(parameter, $"{parameter} is a text.");
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            // Strings are decoded when they are asked for; an escape was half a character.
            throw new OpenAiRequestException(parameter, $"{parameter} is not valid Unicode.", e);
        }
    }

    private static float? InRange(string parameter, float? value, float least, float most) =>
        value is null || (value >= least && value <= most)
            ? value
            : throw new OpenAiRequestException(parameter, string.Create(CultureInfo.InvariantCulture, $"{parameter} is {(least == float.Epsilon ? "above 0" : least)} to {most}."));

    private static List<string>? Stops(JsonElement stop)
    {
        List<string> stops = stop.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => [],
            JsonValueKind.String => [Text(stop, "stop")],
            JsonValueKind.Array when stop.GetArrayLength() <= MostStops => [.. stop.EnumerateArray().Select((item, i) => Text(item, string.Create(CultureInfo.InvariantCulture, $"stop[{i}]")))],
            JsonValueKind.Array => throw new OpenAiRequestException("stop", $"At most {MostStops} stop sequences are taken."),
            _ => throw new OpenAiRequestException("stop", "stop is a text or a list of texts."),
        };
        if (stops.Exists(text => text.Length is 0 or > MostStopCharacters)) throw new OpenAiRequestException("stop", $"A stop sequence has 1 to {MostStopCharacters} characters.");
        return stops.Count == 0 ? null : stops;
    }

    private static Dictionary<int, float>? Biases(IReadOnlyDictionary<string, float>? biases)
    {
        if (biases is not { Count: > 0 }) return null;
        if (biases.Count > MostBiases) throw new OpenAiRequestException("logit_bias", $"At most {MostBiases} tokens can be biased.");
        var read = new Dictionary<int, float>();
        foreach (var (token, bias) in biases)
        {
            if (!int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) throw new OpenAiRequestException("logit_bias", "The names of logit_bias are token ids.");
            read[id] = bias is >= -100 and <= 100 ? bias : throw new OpenAiRequestException("logit_bias", "The values of logit_bias are -100 to 100.");
        }

        return read;
    }
}

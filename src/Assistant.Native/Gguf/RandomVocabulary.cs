using System.Globalization;

namespace Assistant.Native.Gguf;

/// <summary>
/// A vocabulary of byte-level BPE: all bytes, the merges learned from a list of words, numbered fillers up to the wanted size, and
/// the control tokens of a chat. Every text can be written with it, and it is the same on every machine.
/// </summary>
internal static class RandomVocabulary
{
    /// <summary>Bytes, control tokens and a few merges.</summary>
    internal const int Fewest = 512;

    internal const string TurnStart = "<|im_start|>", TurnEnd = "<|im_end|>", TextEnd = "<|endoftext|>";

    /// <summary>A chat in the ChatML form.</summary>
    internal const string ChatTemplate =
        "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private const int Normal = 1, Control = 3;

    private const string Words =
        "the of and to in is that it was for on are as with his they at be this from have or by one had not but what all were when we there can an your which their said if do will each about how up out them then she " +
        "many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long little very after words called just " +
        "where most know get through back much before go good new write our used me man too any day same right look think also around another came come work three word must because does part even place well such here " +
        "take why things help put years different away again off went old number great tell men say small every found still between name should home big give air line set own under read last never us left end along " +
        "while might next sound below saw something thought both few those always looked show large often together asked house don't world going want school important until form food keep children feet land side without boy " +
        "once animals life enough took sometimes four head above kind began almost live page got earth need far hand high year mother light parts country father let night following picture being study second eyes soon times " +
        "story boys since white days ever paper hard near sentence better best across during today others however sure means knew it's try told young miles sun ways thing whole hear example heard several change answer room " +
        "sea against top turned learn point city play toward five using himself usually money seen didn't car morning body upon family later turn move face door cut done group true half red fish plants living wanted eat " +
        "short united run book gave order open ground cold really table remember tree course front american space inside ago sad early I'll learned brought close nothing though idea before lived became add become grow draw " +
        "yet less wind behind cannot letter among able dog shown mean english rest perhaps certain six feel fire ready green yes built special ran full town complete oh person hot anything hold state list stood hundred ten " +
        "fast felt kept notice can't strong voice probably area horse matter stand box start that's class piece slowly surface river common stop am talk whether fine round dark past ball girl road blue instead either held already " +
        "server memory search document index query request response value metric label alert rule storage model token engine vector picture answer passage source collection user system function return error string number list";

    /// <summary>Makes the tokens, their kinds and the merges, as the file has them.</summary>
    internal static (string[] Tokens, int[] Types, string[] Merges) Make(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, Fewest);
        var bytes = Bytes();
        List<string> tokens = [.. bytes];
        var merges = Learn(bytes, Math.Min(size, 2_048) - tokens.Count - 3, tokens);
        for (var i = 0; tokens.Count < size - 3; i++) tokens.Add(string.Create(CultureInfo.InvariantCulture, $"Ġw{i}"));
        tokens.AddRange([TextEnd, TurnStart, TurnEnd]);
        var types = Enumerable.Repeat(Normal, size).ToArray();
        types.AsSpan(size - 3).Fill(Control);
        return ([.. tokens], types, merges);
    }

    /// <summary>The character that stands for each byte in the files of byte-level BPE: itself when it is visible, else one from 256 on.</summary>
    private static string[] Bytes()
    {
        var standIns = new string[256];
        var next = 256;
        for (var value = 0; value < 256; value++)
            standIns[value] = ((char)(value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE ? value : next++)).ToString();
        return standIns;
    }

    /// <summary>Merges the most frequent pair of neighbours, again and again; the first of equally frequent ones in the order of characters.</summary>
    private static string[] Learn(string[] bytes, int most, List<string> tokens)
    {
        var words = Words.Split(' ').Distinct().SelectMany(word => new[] { word, " " + word })
            .Select(word => word.Select(character => bytes[character]).ToList()).ToList();
        List<string> merges = [];
        while (merges.Count < most)
        {
            var pairs = new Dictionary<(string, string), int>();
            foreach (var word in words)
                for (var i = 0; i + 1 < word.Count; i++) pairs[(word[i], word[i + 1])] = pairs.GetValueOrDefault((word[i], word[i + 1])) + 1;
            if (pairs.Count == 0) break;
            var (left, right) = pairs.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Item1, StringComparer.Ordinal).ThenBy(pair => pair.Key.Item2, StringComparer.Ordinal).First().Key;
            merges.Add($"{left} {right}");
            tokens.Add(left + right);
            foreach (var word in words)
            {
                for (var i = 0; i + 1 < word.Count; i++)
                {
                    if (word[i] != left || word[i + 1] != right) continue;
                    word[i] = left + right;
                    word.RemoveAt(i + 1);
                }
            }
        }

        return [.. merges];
    }
}

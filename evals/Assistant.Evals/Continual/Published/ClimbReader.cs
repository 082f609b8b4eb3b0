using System.Globalization;
using System.Text.Json;

namespace Assistant.Evals.Continual.Published;

/// <summary>
/// CLiMB (Srinivasan et al. 2022, GLAMOR-USC/CLiMB, DATA_DOWNLOAD.md and src/data/visionlanguage_datasets): four tasks of pictures and language in
/// one folder, learned from <c>train</c> and measured on <c>val</c> or <c>dev</c>.
/// <list type="bullet">
/// <item>VQAv2: <c>vqav2/v2_OpenEnded_mscoco_{train,val}2014_questions.json</c>, <c>v2_mscoco_{train,val}2014_annotations.json</c>; pictures <c>ms-coco/images</c>,
/// by the number that their name ends in. The target is <c>multiple_choice_answer</c>; <c>ans2label.pkl</c> is not read, answers are labels by their text.</item>
/// <item>NLVR2: <c>nlvr2/data/{train,dev}.json</c>, a document a line, two pictures <c>nlvr2/images/{train,dev}/ID-img{0,1}.png</c>.</item>
/// <item>SNLI-VE: <c>snli-ve/snli_ve_{train,dev}.jsonl</c>; pictures <c>flickr30k/flickr30k_images/ID.jpg</c>.</item>
/// <item>VCR: <c>vcr/annotation/{train,val}.jsonl</c>; pictures <c>vcr/vcr1images</c>, without the drawn boxes. Each question gives two examples, with its right choice and
/// with the next one: is it the right answer?</item>
/// </list>
/// </summary>
internal static class ClimbReader
{
    public static IReadOnlyList<PublishedTask> Read(string root)
    {
        var folder = new PublishedFolder(root);
        var coco = Directory.EnumerateFiles(folder.Folder("ms-coco", "images")).GroupBy(Number).ToDictionary(group => group.Key, group => group.First());
        return
        [
            new PublishedTask("VQAv2", Questions("train"), Questions("val")),
            new PublishedTask("NLVR2", Sentences("train"), Sentences("dev")),
            new PublishedTask("SNLI-VE", Hypotheses("train"), Hypotheses("dev")),
            new PublishedTask("VCR", Choices("train"), Choices("val")),
        ];

        List<PublishedExample> Questions(string part)
        {
            var questions = folder.File("vqav2", $"v2_OpenEnded_mscoco_{part}2014_questions.json");
            var asked = PublishedFolder.Json(questions, json => json.GetProperty("questions").EnumerateArray().ToDictionary(question => PublishedFolder.Text(question, "question_id"), question => PublishedFolder.Text(question, "question")));
            return PublishedFolder.Json(folder.File("vqav2", $"v2_mscoco_{part}2014_annotations.json"), json => json.GetProperty("annotations").EnumerateArray().Select(note =>
            {
                var (id, picture) = (PublishedFolder.Text(note, "question_id"), note.GetProperty("image_id").GetInt64());
                if (!asked.TryGetValue(id, out var question)) throw new FormatException($"question {id} is not in {questions}");
                return new PublishedExample([coco.TryGetValue(picture, out var file) ? file : throw new FormatException($"picture {picture} is not in ms-coco/images")], question, PublishedFolder.Text(note, "multiple_choice_answer"));
            }).ToList());
        }

        List<PublishedExample> Sentences(string part) => PublishedFolder.JsonLines(folder.File("nlvr2", "data", $"{part}.json"), json =>
        {
            // The identifier is that of the pair of pictures and the number of the sentence.
            var id = PublishedFolder.Text(json, "identifier");
            var pair = id[..Math.Max(id.LastIndexOf('-'), 0)];
            return new PublishedExample([folder.File("nlvr2", "images", part, $"{pair}-img0.png"), folder.File("nlvr2", "images", part, $"{pair}-img1.png")], PublishedFolder.Text(json, "sentence"), Label(json.GetProperty("label")));
        });

        List<PublishedExample> Hypotheses(string part) => PublishedFolder.JsonLines(folder.File("snli-ve", $"snli_ve_{part}.jsonl"), json => new PublishedExample(
            [folder.File("flickr30k", "flickr30k_images", $"{PublishedFolder.Text(json, "Flickr30K_ID")}.jpg")],
            PublishedFolder.Text(json, "sentence2"),
            PublishedFolder.Text(json, "gold_label") is "entailment" or "contradiction" or "neutral" ? PublishedFolder.Text(json, "gold_label") : throw new FormatException("gold_label is none of entailment, contradiction, neutral")));

        List<PublishedExample> Choices(string part) => [.. PublishedFolder.JsonLines(folder.File("vcr", "annotation", $"{part}.jsonl"), json =>
        {
            string[] objects = [.. json.GetProperty("objects").EnumerateArray().Select(name => name.GetString()!)];
            string[] choices = [.. json.GetProperty("answer_choices").EnumerateArray().Select(choice => Words(choice, objects))];
            var right = json.GetProperty("answer_label").GetInt32();
            var (picture, question) = (folder.File("vcr", "vcr1images", PublishedFolder.Text(json, "img_fn")), Words(json.GetProperty("question"), objects));
            return new[]
            {
                new PublishedExample([picture], $"{question} {choices[right]}", "the right answer"),
                new PublishedExample([picture], $"{question} {choices[(right + 1) % choices.Length]}", "a wrong answer"),
            };
        }).SelectMany(pair => pair)];
    }

    private static long Number(string file)
    {
        var digits = Path.GetFileNameWithoutExtension(file).Split('_')[^1];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidDataException($"{file}: the name does not end in the number of a picture.");
    }

    private static string Label(JsonElement label) => (label.ValueKind == JsonValueKind.String ? label.GetString() : label.GetRawText()) switch
    {
        "True" or "true" => "true",
        "False" or "false" => "false",
        var other => throw new FormatException($"label is {other}, neither True nor False"),
    };

    // Tokens are words, or lists of numbers of objects: "person 1".
    private static string Words(JsonElement tokens, string[] objects) => string.Join(' ', tokens.EnumerateArray().Select(token => token.ValueKind == JsonValueKind.Array
        ? string.Join(" and ", token.EnumerateArray().Select(number => $"{objects[number.GetInt32()]} {number.GetInt32() + 1}"))
        : token.GetString()));
}

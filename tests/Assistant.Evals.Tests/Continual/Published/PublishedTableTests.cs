using Assistant.Core.Learning;
using Assistant.Core.Learning.Linear;
using Assistant.Evals.Continual;
using Assistant.Evals.Continual.Published;

namespace Assistant.Evals.Tests.Continual.Published;

/// <summary>Each reader on small data of the published layout; "pictures" are files of words, see <see cref="WordEncoder"/>.</summary>
public sealed class PublishedTableTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("evals-published-").FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public async Task Mtil_has_a_task_a_data_set_and_classes_by_name()
    {
        WriteMtil();
        var scenario = await MakeAsync("mtil");

        Assert.Equal(["caltech-101", "oxford_pets"], scenario.Tasks.Select(task => task.Name));
        Assert.Equal((2, 1), (scenario.Tasks[1].Train.Count, scenario.Tasks[1].Test.Count));
        Assert.Equal(["a photo of a ant.", "a photo of a bee.", "a photo of a maine coon.", "a photo of a pug."], scenario.ClassNames.Order(StringComparer.Ordinal));
        Assert.Equal(WordEncoder.Of("a photo of a pug."), Target(scenario, 1, 0));
        Assert.Equal(WordEncoder.Of("pug one"), scenario.Tasks[1].Train.Queries[0].ToArray());
    }

    [Fact]
    public async Task Mtil_without_a_picture_or_with_a_broken_split_is_refused_by_name()
    {
        WriteMtil();
        File.Delete(Path.Combine(data, "mtil/oxford_pets/images/pug_2.jpg"));
        await RefusedAsync("mtil", "pug_2.jpg");
        Write("mtil/oxford_pets/split_zhou_OxfordPets.json", """{"train": [["pug_1.jpg", 0]]}""");
        await RefusedAsync("mtil", "split_zhou_OxfordPets.json is malformed");
        Write("mtil/oxford_pets/split_zhou_OxfordPets.json", """{"train": [["../../../pug_1.jpg", 0, "pug"]], "test": []}""");
        await RefusedAsync("mtil", "pug_1.jpg");
    }

    [Fact]
    public async Task Climb_reads_its_four_tasks_and_tells_which_one_it_is()
    {
        WriteClimb();
        var scenario = await MakeAsync("climb");

        Assert.True(scenario.TaskTold);
        Assert.Equal(["VQAv2", "NLVR2", "SNLI-VE", "VCR"], scenario.Tasks.Select(task => task.Name));
        Assert.All(scenario.Tasks.Take(3), task => Assert.Equal((1, 1), (task.Train.Count, task.Test.Count)));
        Assert.Equal(2, scenario.Tasks[3].Train.Count);
        Assert.Equal(Sum("a dog", "what is it?"), scenario.Tasks[0].Train.Queries[0].ToArray(), Near);
        Assert.Equal(Sum("a cup", "person 1 holds what the cup 2"), scenario.Tasks[3].Train.Queries[0].ToArray(), Near);
        Assert.Equal(WordEncoder.Of("true"), Target(scenario, 1, 0));
        Assert.Equal(WordEncoder.Of("neutral"), Target(scenario, 2, 0));
        Assert.Equal(WordEncoder.Of("a wrong answer"), Target(scenario, 3, 1));
    }

    [Theory]
    [InlineData("climb/vqav2/v2_mscoco_train2014_annotations.json", """{"annotations": [{"question_id": 9, "image_id": 7, "multiple_choice_answer": "dog"}]}""", "question 9")]
    [InlineData("climb/vqav2/v2_mscoco_train2014_annotations.json", """{"annotations": [{"question_id": 1, "image_id": 8, "multiple_choice_answer": "dog"}]}""", "picture 8")]
    [InlineData("climb/nlvr2/data/train.json", """{"identifier": "train-1-0-2", "sentence": "s", "label": "perhaps"}""", "line 1")]
    [InlineData("climb/snli-ve/snli_ve_dev.jsonl", """{"Flickr30K_ID": "1", "sentence2": "s", "gold_label": "-"}""", "gold_label")]
    [InlineData("climb/vcr/annotation/val.jsonl", """{"img_fn": "movie/1.jpg", "objects": [], "question": [[3]], "answer_choices": [], "answer_label": 0}""", "val.jsonl")]
    [InlineData("climb/vcr/annotation/val.jsonl", "not json", "line 1")]
    public async Task Climb_with_a_malformed_file_is_refused_with_the_place(string file, string content, string said)
    {
        WriteClimb();
        Write(file, content);
        await RefusedAsync("climb", said);
    }

    [Fact]
    public async Task P9d_is_retrieval_of_titles_by_industry()
    {
        Write("p9d/json/train.json", """{"home": {"1": {"title": "red lamp", "cate_name": "lamp"}}, "food": {"2": {"title": "green tea", "cate_name": "tea"}}}""");
        Write("p9d/json/test.json", """{"8": {"title": "black tea", "cate_name": "tea", "industry_name": "food"}, "9": {"title": "blue lamp", "cate_name": "lamp", "industry_name": "home"}}""");
        foreach (var (file, words) in new[] { ("train_images/1", "lamp"), ("train_images/2", "tea"), ("gallery_images/8", "tea black"), ("gallery_images/9", "lamp blue") }) Write($"p9d/{file}.jpg", words);
        var scenario = await MakeAsync("p9d");

        Assert.Equal(["home", "food"], scenario.Tasks.Select(task => task.Name));
        Assert.True(scenario.Documents && scenario.LabelsUnseen);
        Assert.Equal(WordEncoder.Of("black tea"), scenario.Tasks[1].Test.Targets[0].ToArray());
        Assert.Equal(4, scenario.Candidates.Labels.Count);

        File.Delete(Path.Combine(data, "p9d/gallery_images/9.jpg"));
        await RefusedAsync("p9d", "9.jpg is missing");
    }

    [Fact]
    public async Task P9d_with_an_industry_that_is_not_measured_is_refused()
    {
        Write("p9d/json/train.json", """{"home": {"1": {"title": "red lamp", "cate_name": "lamp"}}}""");
        Write("p9d/json/test.json", "{}");
        Write("p9d/train_images/1.jpg", "lamp");
        await RefusedAsync("p9d", "home has no example to measure on");
    }

    [Fact]
    public async Task Activities_are_cut_by_class_and_a_missing_modality_adds_nothing()
    {
        WriteActivities();
        var scenario = await MakeAsync("uestc-mmea-cl");

        Assert.Equal(["upstairs, downstairs, drink, sit", "watch TV"], scenario.Tasks.Select(task => task.Name));
        var (seen, felt) = (WordEncoder.Of("upstairs"), InertialFeatures.Of(InertialFeatures.Read(Path.Combine(data, "uestc-mmea-cl/sensor/1_upstairs/a.csv")), WordEncoder.Dimensions));
        // The first clip has both, the one of class 3 frames only, the one of class 4 sensors only.
        Assert.Equal(Normalized([.. seen.Zip(felt, (x, y) => x + y)]), scenario.Tasks[0].Train.Queries[0].ToArray(), Near);
        Assert.Equal(WordEncoder.Of("drink"), scenario.Tasks[0].Train.Queries[2].ToArray(), Near);
        Assert.Equal(felt, scenario.Tasks[0].Train.Queries[3].ToArray(), Near);
    }

    [Theory]
    [InlineData("1_upstairs/a 8 40", "line 1, is not of the form")]
    [InlineData("data/../a 8 40 0", "does not end in CLASS/CLIP")]
    [InlineData("/x/1_upstairs/none 8 40 0", "neither frames")]
    public async Task Activities_in_a_malformed_list_are_refused_with_the_line(string line, string said)
    {
        WriteActivities();
        Write("uestc-mmea-cl/train.txt", line);
        await RefusedAsync("uestc-mmea-cl", said);
    }

    [Fact]
    public async Task Clove_has_a_task_a_stage_by_function_and_by_scene()
    {
        foreach (var stage in CloveReader.Functions.Concat(CloveReader.Scenes))
        {
            foreach (var part in new[] { "train", "val" }) Write($"clove/fcl_mmf_{stage}_{part}.json", $$"""[{"question": "what place is this?", "answer": "{{stage}}", "answers": ["x"], "image_id": "440", "stage": "{{stage}}"}]""");
        }

        Write("clove/images/440.jpg", "kiosk");
        var (functions, scenes) = (await MakeAsync("clove"), await MakeAsync("clove-scenes"));

        Assert.Equal(CloveReader.Functions, functions.Tasks.Select(task => task.Name));
        Assert.Equal(CloveReader.Scenes, scenes.Tasks.Select(task => task.Name));
        Assert.Equal(Sum("kiosk", "what place is this?"), functions.Tasks[0].Test.Queries[0].ToArray(), Near);
        Assert.NotEqual(functions.DataHash, scenes.DataHash);

        Write("clove/fcl_mmf_logical_val.json", """[{"question": "q", "image_id": "440"}]""");
        await RefusedAsync("clove", "fcl_mmf_logical_val.json is malformed");
        File.Delete(Path.Combine(data, "clove/fcl_mmf_object_train.json"));
        await RefusedAsync("clove", "fcl_mmf_object_train.json is missing");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named() => await RefusedAsync("mtil", Path.Combine(data, "mtil"));

    private static bool Near(float left, float right) => Math.Abs(left - right) < 1e-5f;

    private static float[] Sum(string picture, string text) => Normalized([.. WordEncoder.Of(picture).Zip(WordEncoder.Of(text), (x, y) => x + y)]);

    private static float[] Normalized(float[] values)
    {
        var length = MathF.Sqrt(values.Sum(value => value * value));
        return [.. values.Select(value => value / length)];
    }

    private static float[] Target(Scenario scenario, int task, int row) => scenario.Tasks[task].Train.Targets[row].ToArray();

    private Task<Scenario> MakeAsync(string name)
    {
        var words = new Matrix(4, WordEncoder.Dimensions);
        for (var i = 0; i < 4; i++) WordEncoder.Of($"other {i}").CopyTo(words[i]);
        return new PublishedTable(data, new FeatureTable(WordEncoder.Make(), Path.Combine(data, "features")), 0).MakeAsync(name, new PairSet(words, words, [0, 1, 2, 3]), CancellationToken.None);
    }

    private async Task RefusedAsync(string name, string said) => Assert.Contains(said, (await Assert.ThrowsAsync<InvalidDataException>(() => MakeAsync(name))).Message, StringComparison.Ordinal);

    private void Write(string name, string content)
    {
        var path = Path.Combine(data, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private void WriteMtil()
    {
        Write("mtil/oxford_pets/split_zhou_OxfordPets.json", """{"train": [["pug_1.jpg", 0, "pug"], ["coon.jpg", 1, "maine_coon"]], "val": [], "test": [["pug_2.jpg", 0, "pug"]]}""");
        foreach (var (file, words) in new[] { ("pug_1", "pug one"), ("pug_2", "pug two"), ("coon", "coon") }) Write($"mtil/oxford_pets/images/{file}.jpg", words);
        Write("mtil/caltech-101/split_zhou_Caltech101.json", """{"train": [["ant/1.jpg", 0, "ant"]], "val": [], "test": [["bee/1.jpg", 1, "bee"]]}""");
        foreach (var name in new[] { "ant", "bee" }) Write($"mtil/caltech-101/101_ObjectCategories/{name}/1.jpg", name);
    }

    private void WriteClimb()
    {
        Write("climb/ms-coco/images/COCO_train2014_000000000007.jpg", "a dog");
        foreach (var part in new[] { "train", "val" })
        {
            Write($"climb/vqav2/v2_OpenEnded_mscoco_{part}2014_questions.json", """{"questions": [{"question_id": 1, "image_id": 7, "question": "what is it?"}]}""");
            Write($"climb/vqav2/v2_mscoco_{part}2014_annotations.json", """{"annotations": [{"question_id": 1, "image_id": 7, "multiple_choice_answer": "dog", "answers": []}]}""");
            Write($"climb/vcr/annotation/{part}.jsonl", """{"img_fn": "movie/1.jpg", "objects": ["person", "cup"], "question": [[0], "holds", "what"], "answer_choices": [["nothing"], ["the", [1]], ["a", "hat"], ["it"]], "answer_label": 1}""");
        }

        foreach (var part in new[] { "train", "dev" })
        {
            Write($"climb/nlvr2/data/{part}.json", $$"""{"identifier": "{{part}}-1-0-2", "sentence": "two dogs", "label": "True"}""");
            for (var i = 0; i < 2; i++) Write($"climb/nlvr2/images/{part}/{part}-1-0-img{i}.png", "a dog");
            Write($"climb/snli-ve/snli_ve_{part}.jsonl", """{"Flickr30K_ID": "1", "sentence2": "a man sleeps", "gold_label": "neutral"}""");
        }

        Write("climb/flickr30k/flickr30k_images/1.jpg", "a man");
        Write("climb/vcr/vcr1images/movie/1.jpg", "a cup");
    }

    private void WriteActivities()
    {
        string[] classes = ["1_upstairs", "2_downstairs", "3_drink", "4_sit", "5_watch_TV"];
        var lines = classes.Select((name, label) => $"/home/someone/dataset/data/{name}/a 2 8 {label}");
        Write("uestc-mmea-cl/train.txt", string.Join('\n', lines));
        Write("uestc-mmea-cl/test.txt", string.Join('\n', lines));
        foreach (var name in classes)
        {
            if (name != "4_sit") Write($"uestc-mmea-cl/video/{name}/a/img_00001.jpg", name.Split('_')[1]);
            if (name != "3_drink") Write($"uestc-mmea-cl/sensor/{name}/a.csv", string.Join('\n', Enumerable.Range(0, 8).Select(i => $"{i * 100},0,8192,{i},0,5")));
        }
    }
}

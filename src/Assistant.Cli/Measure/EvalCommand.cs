using System.CommandLine;
using Assistant.Cli.Shell;
using Assistant.Evals.Answers;
using Assistant.Evals.Ranking;

namespace Assistant.Cli.Measure;

/// <summary><c>assistant eval SUITE</c>: quality, measured.</summary>
internal static class EvalCommand
{
    public static Command Create() => new("eval", "Measure the quality of search and answers") { Retrieval(), Answers() };

    private static Command Retrieval()
    {
        var collections = new Argument<string[]>("PATH") { Description = "Folders or archives in BEIR layout (corpus.jsonl, queries.jsonl, qrels/*.tsv)", Arity = ArgumentArity.OneOrMore };
        var files = new Option<string?>("--files") { Description = "The folder with the documents, for a set without corpus.jsonl", HelpName = "DIR" };
        var ablate = new Option<bool>("--ablate") { Description = "Plain BM25 with one setting changed at a time" };
        var json = Options.Json();
        var command = new Command("retrieval", "nDCG, recall, MRR and latency over judged queries") { collections, files, ablate, json };
        command.SetAction((parsed, cancellationToken) => RetrievalSuite.RunAsync(
            new RetrievalSuiteOptions(parsed.GetValue(collections)!, parsed.GetValue(json), parsed.GetValue(ablate), parsed.GetValue(files)), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static Command Answers()
    {
        var cases = new Argument<string>("CASES") { Description = "Questions with what a right answer holds (answers.jsonl)" };
        var files = new Option<string>("--files") { Description = "The folder with the documents", HelpName = "DIR", Required = true };
        var verbose = new Option<bool>("--verbose") { Description = "Show each question" };
        var thresholds = new Option<bool>("--thresholds") { Description = "Show what other thresholds would give" };
        var json = Options.Json();
        var command = new Command("answers", "Accuracy, refusals and citations over questions with known answers") { cases, files, verbose, thresholds, json };
        command.SetAction((parsed, cancellationToken) => AnswerSuite.RunAsync(
            new AnswerSuiteOptions(parsed.GetValue(cases)!, parsed.GetValue(files)!, parsed.GetValue(json), parsed.GetValue(verbose), parsed.GetValue(thresholds)), Console.Out, Console.Error, cancellationToken));
        return command;
    }
}

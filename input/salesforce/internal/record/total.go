package record

import "github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"

// maxTotal is how many records Salesforce lets a query have.
const maxTotal = 50_000_000

// believable returns how many records a result has, as far as its first page can be
// believed: what a wrong number costs has to be bounded, because windows are made smaller
// by it.
func (p *pass) believable(page *rest.Page) int {
	total := page.TotalSize
	if page.Done || p.doubtful || total > maxTotal || total < len(page.Records) {
		return len(page.Records)
	}
	return total
}

// compare compares what the first page announced with what came, which is what the next
// window is measured by. An org that announces far more is not believed any more, until it
// announces what comes.
func (p *pass) compare(announced, counted int) {
	doubtful := announced > 2*counted+pageRecords
	if doubtful && !p.doubtful {
		p.log.Warnf("%s %s: the first page announced %d records, but %d arrived: ignoring announced numbers from now on", p.shape.object, p, announced, counted)
	}
	if p.doubtful = doubtful; doubtful || counted > p.total {
		p.total = counted
	}
}
